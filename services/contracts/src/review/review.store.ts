import type { Sql } from '@perennial/database/database';
import { timestamptzArray } from '@perennial/database/parameters';
import type { Review } from './review.js';

/** Adds what is not on the list yet; the first notice of it stands. */
export async function noteReviews(sql: Sql, list: readonly Review[]): Promise<void> {
  if (list.length === 0) return;
  await sql.execute(
    `insert into review (reason, subject_kind, subject_id, detail, noted_at)
     select * from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[])
       as r(reason, subject_kind, subject_id, detail, noted_at)
     order by reason, subject_kind, subject_id
     on conflict (reason, subject_kind, subject_id) do nothing`,
    [
      list.map((a) => a.reason),
      list.map((a) => a.subjectKind),
      list.map((a) => a.subjectId),
      list.map((a) => a.detail),
      timestamptzArray(list.map((a) => a.notedAt)),
    ],
  );
}
