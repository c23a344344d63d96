import type { Sql, Transaction } from '@perennial/database/sql';
import type { ContractId, CustomerId, OwnerId, PaymentId, TeamId, TermId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';
import type { Closure, Term, TermFacts, TermState } from './term.js';

/**
 * Writes replicas in ascending id, set-wise; an older version never overwrites a newer one. Every named row is locked
 * to the end of the transaction, changed or not.
 */
export async function saveTerms(tx: Transaction, terms: readonly Term[]): Promise<void> {
  if (terms.length === 0) return;
  await tx.execute(
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
    where excluded.version > t.version`,
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
    update term t set closed_by = c.cause
    from unnest($1::uuid[], $2::int[], $3::text[], $4::text[]) as c(term_id, version, state, cause)
    where t.term_id = c.term_id and t.version >= c.version and t.state = c.state and t.closed_by is null`,
    [
      closures.map((c) => c.termId),
      closures.map((c) => c.version),
      closures.map((c) => c.state),
      closures.map((c) => c.cause),
    ],
  );
}

/** Locks the known ones of these terms, in ascending id; facts read after it hold until the commit. */
export async function lockTerms(tx: Transaction, termIds: readonly TermId[]): Promise<void> {
  await tx.query('select 1 from term where term_id = any($1::uuid[]) order by term_id for update', [termIds]);
}

interface FactsRow {
  readonly term_id: TermId;
  readonly contract_id: ContractId;
  readonly customer_id: CustomerId;
  readonly number: number;
  readonly last_day: LocalDate;
  readonly zone: string;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly state: TermState;
  readonly closed_by: string | null;
  readonly expiring: boolean;
  readonly version: number;
  readonly owner_id: OwnerId | null;
  readonly team_id: TeamId | null;
  readonly product: string | null;
  readonly quote_version: number | null;
  readonly quote_currency: string;
  readonly quote_minor: bigint;
  readonly renewed_by: PaymentId | null;
  readonly reversals: number;
  readonly closed_by_reversed: boolean;
}

/** Facts of the known ones of these terms in one statement, by term id. Terms without any quote are included. */
export async function readTermFacts(sql: Sql, termIds: readonly TermId[]): Promise<Map<TermId, TermFacts>> {
  if (termIds.length === 0) return new Map();
  const rows = await sql.query<FactsRow>(
    `
    select t.*, c.product, q.version as quote_version, q.currency as quote_currency, q.amount_minor as quote_minor,
      m.renewed_by, m.reversals, m.closed_by_reversed
    from term t
    left join contract c on c.contract_id = t.contract_id
    left join lateral (
      select version, currency, amount_minor from quote where term_id = t.term_id order by version desc
      limit 1) q on true
    cross join lateral (
      select max(p.payment_id::text) filter (where p.state = 'RENEWED') as renewed_by,
        (count(*) filter (where p.state = 'REVERSED'))::int as reversals,
        coalesce(bool_or(p.state = 'REVERSED' and t.closed_by = 'payment:' || p.payment_id), false) as closed_by_reversed
      from payment p where p.term_id = t.term_id and p.state in ('RENEWED', 'REVERSED')) m
    where t.term_id = any($1::uuid[])`,
    [termIds],
  );
  return new Map(rows.map((row) => [row.term_id, toFacts(row)]));
}

function toFacts(row: FactsRow): TermFacts {
  return {
    termId: row.term_id,
    contractId: row.contract_id,
    customerId: row.customer_id,
    number: row.number,
    lastDay: row.last_day,
    zone: row.zone,
    amount: { currency: row.currency, minor: row.amount_minor },
    state: row.state,
    version: row.version,
    ownerId: row.owner_id,
    teamId: row.team_id,
    product: row.product ?? '',
    expiring: row.expiring,
    quote:
      row.quote_version === null
        ? null
        : { version: row.quote_version, amount: { currency: row.quote_currency, minor: row.quote_minor } },
    renewedBy: row.renewed_by,
    closedBy: row.closed_by,
    closedByReversed: row.closed_by_reversed,
    reversals: row.reversals,
  };
}
