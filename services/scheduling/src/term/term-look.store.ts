import { timestamptz } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';

/** Marks terms for planning whose next look has come, at most `limit`. @returns which. */
export async function markDueLooks(
  tx: Transaction,
  only: readonly string[] | null,
  now: Instant,
  limit: number,
): Promise<TermId[]> {
  const rows = await tx.query<{ termId: TermId }>(
    `with l as (
       select term_id from term
       where next_look_at <= $1::timestamptz and ($3::uuid[] is null or term_id = any($3))
       order by next_look_at, term_id limit $2 for update skip locked)
     update term t set plan_due = true, next_look_at = null from l where t.term_id = l.term_id
     returning t.term_id as "termId"`,
    [timestamptz(now), limit, only],
  );
  return rows.map(({ termId }) => termId);
}

/** When the first term is looked at again; null for none. */
export async function nextLook(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ at: Instant }>(
    `select next_look_at as at from term where next_look_at is not null order by next_look_at limit 1`,
    [],
  );
  return row?.at ?? null;
}
