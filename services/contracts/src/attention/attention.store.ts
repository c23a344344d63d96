import type { Sql } from '@perennial/database/database';
import { timestamptzArray } from '@perennial/database/parameters';
import type { Attention } from './attention.js';

/** Adds what is not on the list yet; the first notice of it stands. */
export async function saveAttention(sql: Sql, list: readonly Attention[]): Promise<void> {
  if (list.length === 0) return;
  await sql.execute(
    `insert into attention (reason, subject_kind, subject_id, detail, noticed_at)
     select * from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[])
       as r(reason, subject_kind, subject_id, detail, noticed_at)
     order by reason, subject_kind, subject_id
     on conflict (reason, subject_kind, subject_id) do nothing`,
    [
      list.map((a) => a.reason),
      list.map((a) => a.subjectKind),
      list.map((a) => a.subjectId),
      list.map((a) => a.detail),
      timestamptzArray(list.map((a) => a.noticedAt)),
    ],
  );
}
