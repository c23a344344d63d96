import type { Sql, Transaction } from '@perennial/database/sql';
import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import { Where } from '@perennial/database/where';
import type { ContractId, CustomerId, PaymentId, TermId } from '@perennial/kernel/ids';
import { instant, type Instant } from '@perennial/kernel/instant';
import type { PaymentReference } from '../reference/reference.js';
import type { Booking } from './money-draft.js';
import {
  eventKey,
  PAYMENT_STATES,
  type NewPayment,
  type Payment,
  type PaymentOrder,
  type PaymentState,
} from './payment.js';

interface PaymentRow {
  readonly payment_id: PaymentId;
  readonly gateway: string;
  readonly gateway_event_id: string;
  readonly term_id: TermId | null;
  readonly named_term_id: TermId | null;
  readonly reference_system: string | null;
  readonly reference_kind: PaymentReference['kind'] | null;
  readonly reference_id: string | null;
  readonly contract_id: ContractId | null;
  readonly customer_id: CustomerId | null;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly reversed_minor: bigint;
  readonly state: PaymentState;
  readonly reason: string | null;
  readonly quote_version: number | null;
  readonly told_rest_minor: bigint | null;
  readonly told_surplus_minor: bigint | null;
  readonly paid_at: number;
  readonly recorded_at: number;
  readonly reversal_reason: string | null;
}

const PAYMENT_COLUMNS = `p.*, (select r.reason from reversal r where r.payment_id = p.payment_id
  order by r.reversed_at desc, r.reversal_id desc limit 1) as reversal_reason`;

/**
 * Claims gateway events: the ones that were new here, by payment id. They wait for their term until the same
 * transaction books them.
 */
export async function claimPayments(
  tx: Transaction,
  payments: readonly NewPayment[],
  now: Instant,
): Promise<Set<PaymentId>> {
  const rows = await tx.query<{ payment_id: PaymentId }>(
    `
    insert into payment (payment_id, gateway, gateway_event_id, named_term_id, reference_system, reference_kind,
      reference_id, currency, amount_minor, state, paid_at, recorded_at, match_at)
    select s.payment_id, s.gateway, s.event_id, s.term_id, s.system, s.kind, s.id, s.currency, s.amount_minor,
      'UNMATCHED', s.paid_at, $11, $11
    from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[],
        $9::bigint[], $10::timestamptz[])
      with ordinality as s(payment_id, gateway, event_id, term_id, system, kind, id, currency, amount_minor, paid_at, n)
    where not exists (
      select from headstone_event h where h.gateway = s.gateway and h.gateway_event_id = s.event_id)
    order by s.n
    on conflict (gateway, gateway_event_id) do nothing
    returning payment_id`,
    [
      payments.map((p) => p.paymentId),
      payments.map((p) => p.gateway),
      payments.map((p) => p.gatewayEventId),
      payments.map((p) => p.termId),
      payments.map((p) => p.reference?.system ?? null),
      payments.map((p) => p.reference?.kind ?? null),
      payments.map((p) => p.reference?.id ?? null),
      payments.map((p) => p.amount.currency),
      payments.map((p) => p.amount.minor),
      timestamptzArray(payments.map((p) => p.paidAt)),
      timestamptz(now),
    ],
  );
  return new Set(rows.map((row) => row.payment_id));
}

export interface BookedPayment extends Booking {
  readonly termId: TermId;
  readonly contractId: ContractId;
  readonly customerId: CustomerId;
}

/** Writes on which terms payments were booked, and what was told of them. */
export async function writeBookings(tx: Transaction, booked: readonly BookedPayment[]): Promise<void> {
  if (booked.length === 0) return;
  await tx.execute(
    `
    update payment p set term_id = s.term_id, contract_id = s.contract_id, customer_id = s.customer_id,
      reason = coalesce(s.reason, p.reason), quote_version = s.quote_version, told_rest_minor = s.rest,
      told_surplus_minor = s.surplus, match_at = null
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::int[], $7::bigint[], $8::bigint[])
      as s(payment_id, term_id, contract_id, customer_id, reason, quote_version, rest, surplus)
    where p.payment_id = s.payment_id`,
    [
      booked.map((s) => s.paymentId),
      booked.map((s) => s.termId),
      booked.map((s) => s.contractId),
      booked.map((s) => s.customerId),
      booked.map((s) => s.failed),
      booked.map((s) => s.quoteVersion),
      booked.map((s) => s.told?.rest ?? null),
      booked.map((s) => s.told?.surplus ?? null),
    ],
  );
}

export interface PaymentChange {
  readonly paymentId: PaymentId;
  readonly state: PaymentState;
  readonly reversed: bigint;
}

/** Moves payments to their states; one that is in it stays. */
export async function changePayments(tx: Transaction, changes: readonly PaymentChange[]): Promise<void> {
  for (const state of PAYMENT_STATES.states) {
    const into = changes.filter((change) => change.state === state);
    if (into.length === 0) continue;
    await tx.execute(
      `
      update payment p set state = $3, reversed_minor = s.reversed
      from unnest($1::uuid[], $2::bigint[]) as s(payment_id, reversed)
      where p.payment_id = s.payment_id and (p.state = $3 or p.state = any($4::text[]))`,
      [
        into.map((change) => change.paymentId),
        into.map((change) => change.reversed),
        state,
        PAYMENT_STATES.sourcesOf(state),
      ],
    );
  }
}

type GatewayEvent = Pick<PaymentOrder, 'gateway' | 'gatewayEventId'>;

/** Gives the transaction its id before it looks for event ids: rows move to the archive behind older ones only. */
export async function beginWriting(tx: Transaction): Promise<void> {
  await tx.query('select pg_current_xact_id()', []);
}

/** Payments by gateway and gateway event id, archived ones among them, keyed by `gateway\nevent id`. */
export async function readByGatewayEvent(sql: Sql, events: readonly GatewayEvent[]): Promise<Map<string, Payment>> {
  const hot = await readHot(sql, events);
  const missing = events.filter((event) => !hot.has(eventKey(event)));
  return missing.length === 0 ? hot : new Map([...hot, ...(await readArchived(sql, missing))]);
}

async function readArchived(sql: Sql, events: readonly GatewayEvent[]): Promise<Map<string, Payment>> {
  const known = await sql.query<{ payment_id: PaymentId }>(
    `
    select h.payment_id from headstone_event h
    join unnest($1::text[], $2::text[]) as s(gateway, event_id)
      on s.gateway = h.gateway and s.event_id = h.gateway_event_id`,
    [events.map((e) => e.gateway), events.map((e) => e.gatewayEventId)],
  );
  if (known.length === 0) return new Map();
  const rows = await sql.query<PaymentRow>(
    `select ${PAYMENT_COLUMNS} from payment_archive p where p.payment_id = any($1::uuid[])`,
    [known.map((row) => row.payment_id)],
  );
  return byEvent(rows);
}

async function readHot(sql: Sql, events: readonly GatewayEvent[]): Promise<Map<string, Payment>> {
  const rows = await sql.query<PaymentRow>(
    `
    select ${PAYMENT_COLUMNS} from payment p
    join unnest($1::text[], $2::text[]) as s(gateway, event_id)
      on s.gateway = p.gateway and s.event_id = p.gateway_event_id`,
    [events.map((e) => e.gateway), events.map((e) => e.gatewayEventId)],
  );
  return byEvent(rows);
}

function byEvent(rows: readonly PaymentRow[]): Map<string, Payment> {
  return new Map(
    rows.map((row) => [eventKey({ gateway: row.gateway, gatewayEventId: row.gateway_event_id }), toPayment(row)]),
  );
}

/** A payment that waits for its term, as far as matching needs it. */
export interface UnmatchedPayment extends NewPayment {
  readonly recordedAt: Instant;
  readonly reversed: bigint;
}

/** The term that it names is known by now, or its reference is to be asked about again. */
const MATCHABLE = `p.term_id is null and p.state = 'UNMATCHED' and p.set_aside_reason is null
  and (exists (select from term t where t.term_id = p.named_term_id)
    or (p.reference_id is not null and p.match_at <= $1))`;

/** Payments that may be matched now, the oldest first; of `only` where it is given. Not locked. */
export async function readMatchable(
  sql: Sql,
  now: Instant,
  only: readonly string[] | null,
  limit: number,
): Promise<UnmatchedPayment[]> {
  const rows = await sql.query<PaymentRow>(
    `
    select ${PAYMENT_COLUMNS} from payment p where ${MATCHABLE} and ($2::uuid[] is null or p.payment_id = any($2))
    order by p.payment_id limit $3`,
    [timestamptz(now), only, limit],
  );
  return rows.map(toUnmatched);
}

/** Locks those of these payments that still wait for a term; what another process holds is left to it. */
export async function lockUnmatched(tx: Transaction, paymentIds: readonly PaymentId[]): Promise<UnmatchedPayment[]> {
  const rows = await tx.query<PaymentRow>(
    `
    select p.*, null as reversal_reason from payment p
    where p.payment_id = any($1::uuid[]) and p.term_id is null order by p.payment_id for update of p skip locked`,
    [paymentIds],
  );
  return rows.map(toUnmatched);
}

/** As it was reported: it is for the term that it names. */
function toUnmatched(row: PaymentRow): UnmatchedPayment {
  const payment = toPayment(row);
  return { ...payment, termId: payment.namedTermId };
}

export interface PaymentFilter {
  readonly customerId: CustomerId | null;
  readonly termId: TermId | null;
  readonly state: PaymentState | null;
  readonly afterId: PaymentId | null;
  readonly size: number;
}

/** A page of payments by id, which is the order of recording, archived ones among them. */
export async function readPaymentPage(
  sql: Sql,
  { customerId, termId, state, afterId, size }: PaymentFilter,
): Promise<Payment[]> {
  const where = new Where()
    .and('p.customer_id = ?::uuid', customerId)
    .and('p.term_id = ?::uuid', termId)
    .and('p.state = ?', state)
    .and('p.payment_id > ?::uuid', afterId);
  const rows = await sql.query<PaymentRow>(
    `select ${PAYMENT_COLUMNS} from payment_all p ${where.text} order by p.payment_id limit ${where.value(size)}`,
    where.values,
  );
  return rows.map(toPayment);
}

function toPayment(row: PaymentRow): Payment {
  return {
    paymentId: row.payment_id,
    gateway: row.gateway,
    gatewayEventId: row.gateway_event_id,
    termId: row.term_id,
    // A build of 0.2.0 names no term beside the one that it books on.
    namedTermId: row.named_term_id ?? (row.reference_id === null ? row.term_id : null),
    reference:
      row.reference_system === null || row.reference_kind === null || row.reference_id === null
        ? null
        : { system: row.reference_system, kind: row.reference_kind, id: row.reference_id },
    contractId: row.contract_id,
    customerId: row.customer_id,
    amount: { currency: row.currency, minor: row.amount_minor },
    reversed: row.reversed_minor,
    state: row.state,
    failed: row.reason,
    reversalReason: row.reversal_reason,
    quoteVersion: row.quote_version,
    told:
      row.told_rest_minor === null || row.told_surplus_minor === null
        ? null
        : { rest: row.told_rest_minor, surplus: row.told_surplus_minor },
    paidAt: instant(row.paid_at),
    recordedAt: instant(row.recorded_at),
  };
}
