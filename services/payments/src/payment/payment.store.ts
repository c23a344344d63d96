import type { ContractId, CustomerId, Id, PaymentId, TermId } from '@perennial/kernel/ids';
import type { Sql, Transaction } from '@perennial/database/sql';
import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import { instant, type Instant } from '@perennial/kernel/instant';
import {
  eventKey,
  PAYMENT_STATES,
  type Outcome,
  type Payment,
  type PaymentOrder,
  type PaymentState,
} from './payment.js';

interface Row {
  readonly payment_id: PaymentId;
  readonly gateway: string;
  readonly gateway_event_id: string;
  readonly term_id: TermId;
  readonly contract_id: ContractId | null;
  readonly customer_id: CustomerId | null;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly state: PaymentState;
  readonly reason: string | null;
  readonly quote_version: number | null;
  readonly paid_at: number;
  readonly recorded_at: number;
  readonly reversal_reason: string | null;
  readonly reversed_at: number | null;
}

const COLUMNS =
  'p.*, r.reason as reversal_reason, r.reversed_at from payment p left join reversal r on r.payment_id = p.payment_id';

export interface NewPayment extends PaymentOrder {
  readonly paymentId: PaymentId;
}

/**
 * Claims gateway events: the ones that were new here, by payment id. The rows wait for `writeOutcomes` in the same
 * transaction.
 */
export async function claimPayments(
  tx: Transaction,
  payments: readonly NewPayment[],
  now: Instant,
): Promise<Set<PaymentId>> {
  const rows = await tx.query<{ payment_id: PaymentId }>(
    `
    insert into payment (payment_id, gateway, gateway_event_id, term_id, currency, amount_minor, state, paid_at,
      recorded_at)
    select s.payment_id, s.gateway, s.event_id, s.term_id, s.currency, s.amount_minor, 'RECEIVED', s.paid_at, $8
    from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::bigint[], $7::timestamptz[])
      with ordinality as s(payment_id, gateway, event_id, term_id, currency, amount_minor, paid_at, n)
    order by s.n
    on conflict (gateway, gateway_event_id) do nothing
    returning payment_id`,
    [
      payments.map((p) => p.paymentId),
      payments.map((p) => p.gateway),
      payments.map((p) => p.gatewayEventId),
      payments.map((p) => p.termId),
      payments.map((p) => p.amount.currency),
      payments.map((p) => p.amount.minor),
      timestamptzArray(payments.map((p) => p.paidAt)),
      timestamptz(now),
    ],
  );
  return new Set(rows.map((row) => row.payment_id));
}

export interface DecidedPayment {
  readonly paymentId: PaymentId;
  readonly contractId: ContractId | null;
  readonly customerId: CustomerId | null;
  readonly outcome: Outcome;
}

/** Writes what became of claimed payments. */
export async function writeOutcomes(tx: Transaction, decided: readonly DecidedPayment[]): Promise<void> {
  await tx.execute(
    `
    update payment p set state = s.state, reason = s.reason, quote_version = s.quote_version,
      contract_id = s.contract_id, customer_id = s.customer_id
    from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::uuid[], $6::uuid[])
      as s(payment_id, state, reason, quote_version, contract_id, customer_id)
    where p.payment_id = s.payment_id
      and p.state = any(case s.state when 'RENEWED' then $7::text[] else $8::text[] end)`,
    [
      decided.map((s) => s.paymentId),
      decided.map((s) => s.outcome.state),
      decided.map((s) => (s.outcome.state === 'FAILED' ? s.outcome.reason : null)),
      decided.map((s) => s.outcome.quoteVersion),
      decided.map((s) => s.contractId),
      decided.map((s) => s.customerId),
      PAYMENT_STATES.sourcesOf('RENEWED'),
      PAYMENT_STATES.sourcesOf('FAILED'),
    ],
  );
}

/** Payments by gateway and gateway event id, keyed by `gateway\nevent id`. */
export async function readByGatewayEvent(
  sql: Sql,
  events: readonly Pick<PaymentOrder, 'gateway' | 'gatewayEventId'>[],
): Promise<Map<string, Payment>> {
  const rows = await sql.query<Row>(
    `
    select ${COLUMNS}
    join unnest($1::text[], $2::text[]) as s(gateway, event_id)
      on s.gateway = p.gateway and s.event_id = p.gateway_event_id`,
    [events.map((e) => e.gateway), events.map((e) => e.gatewayEventId)],
  );
  return new Map(
    rows.map((row) => [eventKey({ gateway: row.gateway, gatewayEventId: row.gateway_event_id }), toPayment(row)]),
  );
}

/**
 * Locks payments whose term has become known since, at most `limit`; of `only` where it is given. @returns their ids.
 */
export async function claimWithoutOwner(
  tx: Transaction,
  only: readonly string[] | null,
  limit: number,
): Promise<PaymentId[]> {
  const rows = await tx.query<{ payment_id: PaymentId }>(
    `
    select p.payment_id from payment p join term t on t.term_id = p.term_id
    where p.customer_id is null and p.set_aside_reason is null and ($1::uuid[] is null or p.payment_id = any($1))
    order by p.payment_id limit $2 for update of p skip locked`,
    [only, limit],
  );
  return rows.map((row) => row.payment_id);
}

/** Gives claimed payments the owners of their terms, and returns them by id. */
export async function assignOwners(tx: Transaction, paymentIds: readonly PaymentId[]): Promise<Payment[]> {
  const rows = await tx.query<Row>(
    `
    update payment p set contract_id = t.contract_id, customer_id = t.customer_id
    from term t where t.term_id = p.term_id and p.payment_id = any($1::uuid[])
    returning p.*, null::text as reversal_reason, null::timestamptz as reversed_at`,
    [paymentIds],
  );
  return rows.map(toPayment).sort((a, b) => (a.paymentId < b.paymentId ? -1 : 1));
}

export async function setPaymentAside(sql: Sql, paymentId: PaymentId, reason: string): Promise<void> {
  await sql.execute('update payment set set_aside_reason = $2 where payment_id = $1', [paymentId, reason]);
}

/** When the first payment was recorded whose term has become known since; null for none. */
export async function firstWithoutOwner(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ at: number | null }>(
    `select min(p.recorded_at) as at from payment p join term t on t.term_id = p.term_id
     where p.customer_id is null and p.set_aside_reason is null`,
    [],
  );
  return row?.at === null || row?.at === undefined ? null : instant(row.at);
}

export interface PaymentFilter {
  readonly customerId: CustomerId | null;
  readonly termId: TermId | null;
  readonly afterId: PaymentId | null;
  readonly size: number;
}

/** A page of payments by id, which is the order of recording. */
export async function readPaymentPage(
  sql: Sql,
  { customerId, termId, afterId, size }: PaymentFilter,
): Promise<Payment[]> {
  const given = [
    ['p.customer_id =', customerId],
    ['p.term_id =', termId],
    ['p.payment_id >', afterId],
  ].filter(([, value]) => value !== null);
  // One constant text for each choice of filters, so that each is planned with the index that fits it.
  const conditions = given.map(([condition], i) => `${condition} $${i + 2}::uuid`);
  const rows = await sql.query<Row>(
    `select ${COLUMNS} ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
     order by p.payment_id limit $1`,
    [size, ...given.map(([, value]) => value)],
  );
  return rows.map(toPayment);
}

/** A page of all payments, locked against reversal until the commit. */
export async function lockPaymentPage(tx: Transaction, afterId: Id<string> | null, size: number): Promise<Payment[]> {
  const locked = await tx.query<{ payment_id: string }>(
    `
    select payment_id from payment where payment_id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')
    order by payment_id limit $2 for update`,
    [afterId, size],
  );
  const rows = await tx.query<Row>(`select ${COLUMNS} where p.payment_id = any($1::uuid[]) order by p.payment_id`, [
    locked.map((row) => row.payment_id),
  ]);
  return rows.map(toPayment);
}

function toPayment(row: Row): Payment {
  return {
    paymentId: row.payment_id,
    gateway: row.gateway,
    gatewayEventId: row.gateway_event_id,
    termId: row.term_id,
    contractId: row.contract_id,
    customerId: row.customer_id,
    amount: { currency: row.currency, minor: row.amount_minor },
    state: row.state,
    reason: row.reversal_reason ?? row.reason ?? '',
    quoteVersion: row.quote_version,
    paidAt: instant(row.paid_at),
    recordedAt: instant(row.recorded_at),
    reversedAt: row.reversed_at === null ? null : instant(row.reversed_at),
  };
}
