import { timestamptz } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { ContractId, TermId } from '@perennial/kernel/ids';
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

/** A term whose news is awaited for too long; `first` the first time that this is noticed. */
export interface LongWait {
  readonly termId: TermId;
  readonly contractId: ContractId;
  readonly first: boolean;
}

/** Of the terms that have waited, or were asked for, before an instant: notes that they are asked for now. */
export async function requestNews(tx: Transaction, before: Instant, now: Instant, limit: number): Promise<LongWait[]> {
  return await tx.query<LongWait>(
    `update term t set restate_asked_at = $2::timestamptz
     from (select term_id, restate_asked_at is null as first from term
       where waiting_since <= $1::timestamptz and coalesce(restate_asked_at, waiting_since) <= $1::timestamptz
       order by term_id limit $3 for update skip locked) w
     where t.term_id = w.term_id returning t.term_id as "termId", t.contract_id as "contractId", w.first`,
    [timestamptz(before), timestamptz(now), limit],
  );
}

/** Since when the longest waiting term has waited for its news, or for the answer to its question; null for none. */
export async function firstWait(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ since: Instant | null }>(
    `select min(coalesce(restate_asked_at, waiting_since)) as since from term where waiting_since is not null`,
    [],
  );
  return row?.since ?? null;
}
