import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import { Where } from '@perennial/database/where';
import type { ContractId, CustomerId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { LocalDate } from '@perennial/kernel/local-date';
import type { Term, TermState } from './term.js';

interface Row {
  readonly term_id: TermId;
  readonly contract_id: ContractId;
  readonly customer_id: CustomerId;
  readonly number: number;
  readonly start: string;
  readonly last_day: string;
  readonly zone: string;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly state: TermState;
  readonly version: number;
  readonly ends_at: Instant;
  readonly horizon_at: Instant;
  readonly lapses_at: Instant;
  readonly expiring_at: Instant | null;
  readonly opened_by: string | null;
  readonly voided: boolean;
  readonly stated: boolean;
  readonly reopened_on: string | null;
  readonly uncut_last_day: string | null;
  readonly auto_renew: boolean;
}

const COLUMNS = `t.term_id, t.contract_id, t.customer_id, t.number, t.start, t.last_day, t.zone, t.currency,
  t.amount_minor, t.state, t.version, t.ends_at, t.horizon_at, t.lapses_at, t.expiring_at, t.opened_by, t.voided,
  t.stated, t.reopened_on, t.uncut_last_day, t.auto_renew`;

/** All terms of contracts that the caller has locked. */
export async function lockTerms(tx: Transaction, contractIds: readonly ContractId[]): Promise<Term[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from term t where t.contract_id = any($1::uuid[]) order by t.term_id for update`,
    [contractIds],
  );
  return rows.map(toTerm);
}

export async function findTerms(sql: Sql, ids: readonly TermId[]): Promise<Term[]> {
  const rows = await sql.query<Row>(`select ${COLUMNS} from term t where t.term_id = any($1::uuid[])`, [ids]);
  return rows.map(toTerm);
}

/** Terms of contracts, by contract and number. */
export async function termsOf(sql: Sql, contractIds: readonly ContractId[]): Promise<Term[]> {
  const rows = await sql.query<Row>(
    `select ${COLUMNS} from term t where t.contract_id = any($1::uuid[]) order by t.contract_id, t.number`,
    [contractIds],
  );
  return rows.map(toTerm);
}

/** When a lapse is due: later than the grace alone says where a hold stopped it (held-lapse.store.ts). */
const LAPSE = 'greatest(lapses_at, lapse_held_until)';

/** What time is to do next to a term: end, lapse or announcement. Rows that were set aside wait for a person. */
const PASSING = {
  ending: `state = 'OPEN' and set_aside_reason is null`,
  lapsing: `state = 'EXPIRED' and not auto_renew and set_aside_reason is null`,
  announcing: `state in ('OPEN', 'EXPIRED') and expiring_at is null and set_aside_reason is null`,
  inTime: `(lapses_at > $1 or auto_renew)`,
};

/**
 * Terms to which something is due at `now`, locked; rows that another process holds are left to it.
 * @param only null: whichever; else of these ids
 */
export async function claimPassing(
  tx: Transaction,
  now: Instant,
  only: readonly string[] | null,
  limit: number,
): Promise<Term[]> {
  const among = `($3::uuid[] is null or term_id = any($3))`;
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from term t where t.term_id in (
       (select term_id from term where ${PASSING.ending} and ends_at <= $1 and ${among} order by ends_at limit $2)
       union
       (select term_id from term where ${PASSING.lapsing} and ${LAPSE} <= $1 and ${among} order by ${LAPSE} limit $2)
       union
       (select term_id from term where ${PASSING.announcing} and horizon_at <= $1 and ${PASSING.inTime} and ${among}
        order by horizon_at limit $2)
       limit $2)
     order by t.term_id for update skip locked`,
    [timestamptz(now), limit, only],
  );
  return rows.map(toTerm);
}

/** The least instant at which time does something to a term; what has lapsed unannounced is never announced. */
export async function nextPassing(sql: Sql, now: Instant): Promise<Instant | null> {
  const [row] = await sql.query<{ due: Instant | null }>(
    `select least(
       (select min(ends_at) from term where ${PASSING.ending}),
       (select min(${LAPSE}) from term where ${PASSING.lapsing}),
       (select min(horizon_at) from term where ${PASSING.announcing} and ${PASSING.inTime})) as due`,
    [timestamptz(now)],
  );
  return row?.due ?? null;
}

export async function setTermAside(sql: Sql, id: TermId, reason: string): Promise<void> {
  await sql.execute('update term set set_aside_reason = $2 where term_id = $1', [id, reason]);
}

/** All in one statement: their periods are compared with each other. What was set aside is tried again. */
export async function saveTerms(tx: Transaction, terms: readonly Term[]): Promise<void> {
  if (terms.length === 0) return;
  await tx.execute(
    `insert into term (term_id, contract_id, customer_id, number, start, last_day, zone, currency, amount_minor, state,
       version, ends_at, horizon_at, lapses_at, expiring_at, opened_by, voided, stated, reopened_on,
       uncut_last_day, auto_renew)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::date[], $6::date[], $7::text[], $8::text[],
       $9::bigint[], $10::text[], $11::int[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[],
       $15::timestamptz[], $16::text[], $17::boolean[], $18::boolean[], $19::date[], $20::date[],
       $21::boolean[])
     on conflict (term_id) do update set start = excluded.start, last_day = excluded.last_day, zone = excluded.zone,
       currency = excluded.currency, amount_minor = excluded.amount_minor, state = excluded.state,
       version = excluded.version, ends_at = excluded.ends_at, horizon_at = excluded.horizon_at,
       lapses_at = excluded.lapses_at, expiring_at = excluded.expiring_at, opened_by = excluded.opened_by,
       voided = excluded.voided, stated = excluded.stated, reopened_on = excluded.reopened_on,
       uncut_last_day = excluded.uncut_last_day, auto_renew = excluded.auto_renew, set_aside_reason = null`,
    [
      terms.map((t) => t.id),
      terms.map((t) => t.contractId),
      terms.map((t) => t.customerId),
      terms.map((t) => t.number),
      terms.map((t) => t.start),
      terms.map((t) => t.lastDay),
      terms.map((t) => t.zone),
      terms.map((t) => t.amount.currency),
      terms.map((t) => t.amount.minor),
      terms.map((t) => t.state),
      terms.map((t) => t.version),
      timestamptzArray(terms.map((t) => t.endsAt)),
      timestamptzArray(terms.map((t) => t.horizonAt)),
      timestamptzArray(terms.map((t) => t.lapsesAt)),
      timestamptzArray(terms.map((t) => t.expiringAt)),
      terms.map((t) => t.openedBy),
      terms.map((t) => t.voided),
      terms.map((t) => t.stated),
      terms.map((t) => t.reopenedOn),
      terms.map((t) => t.uncutLastDay),
      terms.map((t) => t.autoRenew),
    ],
  );
}

/** What a list of terms is about; null = any. */
export interface TermFilter {
  readonly customerId: CustomerId | null;
  readonly contractId: ContractId | null;
  readonly ids: readonly TermId[] | null;
  readonly state: TermState | null;
  readonly lastDayFrom: LocalDate | null;
  readonly lastDayTo: LocalDate | null;
  /** Last day and id of the row before the page. */
  readonly after: TermKey | null;
}

/** By what a list of terms is ordered. */
export type TermKey = Pick<Term, 'lastDay' | 'id'>;

/** A page by last day, then id. */
export async function pageTerms(sql: Sql, filter: TermFilter, limit: number): Promise<Term[]> {
  const where = new Where()
    .and('t.customer_id = ?::uuid', filter.customerId)
    .and('t.contract_id = ?::uuid', filter.contractId)
    .and('t.state = ?', filter.state)
    .and('t.last_day >= ?::date', filter.lastDayFrom)
    .and('t.last_day <= ?::date', filter.lastDayTo)
    .and('(t.last_day, t.term_id) > (?::date, ?::uuid)', filter.after?.lastDay, filter.after?.id)
    .and('t.term_id = any(?::uuid[])', filter.ids);
  const rows = await sql.query<Row>(
    `select ${COLUMNS} from term t ${where.text} order by t.last_day, t.term_id limit ${where.value(limit)}`,
    where.values,
  );
  return rows.map(toTerm);
}

function toTerm(row: Row): Term {
  return {
    id: row.term_id,
    contractId: row.contract_id,
    customerId: row.customer_id,
    number: row.number,
    start: row.start,
    lastDay: row.last_day,
    zone: row.zone,
    amount: { currency: row.currency, minor: row.amount_minor },
    state: row.state,
    version: row.version,
    endsAt: row.ends_at,
    horizonAt: row.horizon_at,
    lapsesAt: row.lapses_at,
    expiringAt: row.expiring_at,
    openedBy: row.opened_by,
    voided: row.voided,
    stated: row.stated,
    reopenedOn: row.reopened_on,
    uncutLastDay: row.uncut_last_day,
    autoRenew: row.auto_renew,
  };
}
