import { timestamptz } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';

/** Delivery holds these terms closed, while here they are open: nothing is tried until news of them comes. */
export async function awaitNews(tx: Transaction, termIds: readonly TermId[], now: Instant): Promise<void> {
  if (termIds.length === 0) return;
  await tx.execute(
    `update term set waiting_since = coalesce(waiting_since, $2::timestamptz)
     where term_id = any($1::uuid[]) and not closed and state in ('OPEN', 'EXPIRED')`,
    [termIds, timestamptz(now)],
  );
}

/** Marks for planning what has waited for its news since before an instant. @returns those terms. */
export async function endWaits(tx: Transaction, before: Instant, limit: number): Promise<TermId[]> {
  const rows = await tx.query<{ termId: TermId }>(
    `update term set waiting_since = null, plan_due = true, set_aside_reason = null where term_id in (
       select term_id from term where waiting_since <= $1::timestamptz order by term_id limit $2 for update skip locked)
     returning term_id as "termId"`,
    [timestamptz(before), limit],
  );
  return rows.map(({ termId }) => termId);
}

/** Since when the longest waiting term has waited for its news; null when none waits. */
export async function firstWait(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ since: Instant | null }>(
    `select min(waiting_since) as since from term where waiting_since is not null`,
    [],
  );
  return row?.since ?? null;
}
