import type { Sql, Transaction } from '@perennial/database/sql';
import { timestamptzArray } from '@perennial/database/parameters';
import type { TermId } from '@perennial/kernel/ids';
import type { Closure, Term } from './term.js';

/**
 * Writes replicas in ascending id, set-wise; an older version never overwrites a newer one. Every named row is locked
 * to the end of the transaction, changed or not. @returns those that were new or changed.
 */
export async function saveTerms(tx: Transaction, terms: readonly Term[]): Promise<Set<TermId>> {
  if (terms.length === 0) return new Set();
  const rows = await tx.query<{ term_id: TermId }>(
    `
    insert into term as t (term_id, contract_id, customer_id, number, last_day, zone, currency, amount_minor, state,
      version, owner_id, team_id)
    select distinct on (s.term_id) s.*
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::date[], $6::text[], $7::text[], $8::bigint[],
        $9::text[], $10::int[], $11::uuid[], $12::uuid[])
      as s(term_id, contract_id, customer_id, number, last_day, zone, currency, amount_minor, state, version,
        owner_id, team_id)
    order by s.term_id, s.version desc
    on conflict (term_id) do update set
      contract_id = excluded.contract_id, customer_id = excluded.customer_id, number = excluded.number,
      last_day = excluded.last_day, zone = excluded.zone, currency = excluded.currency,
      amount_minor = excluded.amount_minor, state = excluded.state, version = excluded.version,
      owner_id = excluded.owner_id, team_id = excluded.team_id,
      closed_by = case when excluded.state = t.state then t.closed_by end
    where excluded.version > t.version
    returning t.term_id`,
    [
      terms.map((t) => t.termId),
      terms.map((t) => t.contractId),
      terms.map((t) => t.customerId),
      terms.map((t) => t.number),
      terms.map((t) => t.lastDay),
      terms.map((t) => t.zone),
      terms.map((t) => t.amount.currency),
      terms.map((t) => t.amount.minor),
      terms.map((t) => t.state),
      terms.map((t) => t.version),
      terms.map((t) => t.ownerId),
      terms.map((t) => t.teamId),
    ],
  );
  return new Set(rows.map((row) => row.term_id));
}

/** Notes that terms entered the horizon; once set the mark stays. */
export async function markExpiring(tx: Transaction, termIds: readonly TermId[]): Promise<void> {
  if (termIds.length === 0) return;
  await tx.execute('update term set expiring = true where term_id = any($1::uuid[]) and not expiring', [termIds]);
}

/** Notes the causes of closures, as far as the replica still is in the state they led to. */
export async function noteClosures(tx: Transaction, closures: readonly Closure[]): Promise<void> {
  if (closures.length === 0) return;
  await tx.execute(
    `
    update term t set closed_by = c.cause, lapsed_at = case when c.state = 'LAPSED' then c.at else t.lapsed_at end
    from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::timestamptz[])
      as c(term_id, version, state, cause, at)
    where t.term_id = c.term_id and t.version >= c.version and t.state = c.state and t.closed_by is null`,
    [
      closures.map((c) => c.termId),
      closures.map((c) => c.version),
      closures.map((c) => c.state),
      closures.map((c) => c.cause),
      timestamptzArray(closures.map((c) => c.at)),
    ],
  );
}

/** Locks the known ones of these terms, in ascending id; facts read after it hold until the commit. */
export async function lockTerms(tx: Transaction, termIds: readonly TermId[]): Promise<void> {
  await tx.query('select 1 from term where term_id = any($1::uuid[]) order by term_id for update', [termIds]);
}

/** Later terms of the contracts of lapsed ones: money for a lapsed term may be meant for one of them. */
export async function laterTerms(sql: Sql, termIds: readonly TermId[]): Promise<TermId[]> {
  const rows = await sql.query<{ term_id: TermId }>(
    `
    select distinct l.term_id from term t
    join term l on l.contract_id = t.contract_id and l.number > t.number and l.state in ('OPEN', 'EXPIRED')
    where t.term_id = any($1::uuid[]) and t.state = 'LAPSED'`,
    [termIds],
  );
  return rows.map((row) => row.term_id);
}
