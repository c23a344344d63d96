import type { Sql, Transaction } from '@perennial/database/sql';
import type { ContractId, CustomerId, TermId } from '@perennial/kernel/ids';

/**
 * Which terms are to be planned: `plan_due` is set here and cleared when they are. A mark takes back that a term was
 * set aside, since it stands for news that may have mended it.
 */
export async function markTerms(tx: Transaction, termIds: readonly TermId[]): Promise<void> {
  if (termIds.length === 0) return;
  await tx.execute(`update term set plan_due = true, set_aside_reason = null where term_id = any($1::uuid[])`, [
    termIds,
  ]);
}

export async function markTermsOfContracts(tx: Transaction, contractIds: readonly ContractId[]): Promise<void> {
  if (contractIds.length === 0) return;
  await tx.execute(
    `update term set plan_due = true, set_aside_reason = null
     where contract_id = any($1::uuid[]) and expiring and not closed`,
    [contractIds],
  );
}

/** Terms marked already are locked and marked again: their planner may have read the old customer. */
export async function markTermsOfCustomers(tx: Transaction, customerIds: readonly CustomerId[]): Promise<void> {
  await tx.execute(
    `with l as (
       select term_id from term where customer_id = any($1::uuid[]) and expiring and not closed
       order by term_id for update)
     update term t set plan_due = true, set_aside_reason = null from l where t.term_id = l.term_id`,
    [customerIds],
  );
}

/** Marks the next `limit` expiring terms after an id. @returns the last id, or null when there are no more. */
export async function markTermPage(
  tx: Transaction,
  after: TermId | null,
  limit: number,
): Promise<{ last: TermId | null; count: number }> {
  const rows = await tx.query<{ termId: TermId }>(
    `with l as (
       select term_id from term where expiring and not closed and ($1::uuid is null or term_id > $1)
       order by term_id limit $2 for update)
     update term t set plan_due = true, set_aside_reason = null from l where t.term_id = l.term_id
     returning t.term_id as "termId"`,
    [after, limit],
  );
  const termIds = rows.map(({ termId }) => termId).sort();
  return { last: termIds.at(-1) ?? null, count: termIds.length };
}

/**
 * Neither planned nor released until something marks the term again: news of it, or a policy that is saved. The mark
 * stays, so that the claim of due work passes its reminders over.
 */
export async function setTermAside(sql: Sql, termId: TermId, reason: string): Promise<void> {
  await sql.execute(`update term set plan_due = true, set_aside_reason = $2 where term_id = $1`, [termId, reason]);
}
