import type { Sql, Transaction } from '@perennial/database/sql';
import { timestamptz } from '@perennial/database/parameters';
import { newId, type Id, type PaymentId } from '@perennial/kernel/ids';
import { instant, type Instant } from '@perennial/kernel/instant';
import { eventKey, type PaymentOrder } from './payment.js';
import type { Reversal, ReversalOrder } from './reversal.js';

type Event = Pick<ReversalOrder, 'gateway' | 'gatewayEventId'>;

interface Row {
  readonly gateway: string;
  readonly gateway_event_id: string;
  readonly reverses_gateway_event_id: string;
  readonly payment_id: PaymentId | null;
  readonly reason: string;
  readonly currency: string | null;
  readonly asked_minor: bigint | null;
}

/** Claims the reversal's gateway event; it waits until `writeTaken`. @returns whether it was free. */
export async function claimReversal(tx: Transaction, order: ReversalOrder, now: Instant): Promise<boolean> {
  const inserted = await tx.execute(
    `
    insert into reversal (reversal_id, gateway, gateway_event_id, reverses_gateway_event_id, reason, currency,
      asked_minor, reversed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      newId(),
      order.gateway,
      order.gatewayEventId,
      order.reversesGatewayEventId,
      order.reason,
      order.amount?.currency ?? null,
      order.amount?.minor ?? null,
      timestamptz(now),
    ],
  );
  return inserted > 0;
}

/** The reversal that was recorded under this gateway event. */
export async function readReversal(tx: Transaction, { gateway, gatewayEventId }: Event): Promise<Reversal | undefined> {
  const rows = await tx.query<Row>(
    `
    select r.*, coalesce(r.reverses_gateway_event_id, p.gateway_event_id) as reverses_gateway_event_id
    from reversal r left join payment p on p.payment_id = r.payment_id
    where r.gateway = $1 and r.gateway_event_id = $2`,
    [gateway, gatewayEventId],
  );
  return rows.map(toReversal)[0];
}

/** Reversals that wait for these payments, in the order in which they came, by event key of the payment. */
export async function lockWaiting(
  tx: Transaction,
  payments: readonly Pick<PaymentOrder, 'gateway' | 'gatewayEventId'>[],
): Promise<Map<string, Reversal[]>> {
  const rows = await tx.query<Row>(
    `
    select r.* from reversal r
    join unnest($1::text[], $2::text[]) as p(gateway, event_id)
      on p.gateway = r.gateway and p.event_id = r.reverses_gateway_event_id
    where r.payment_id is null order by r.reversal_id for update of r`,
    [payments.map((p) => p.gateway), payments.map((p) => p.gatewayEventId)],
  );
  const waiting = new Map<string, Reversal[]>();
  for (const reversal of rows.map(toReversal)) {
    const key = eventKey({ gateway: reversal.gateway, gatewayEventId: reversal.reversesGatewayEventId });
    waiting.set(key, [...(waiting.get(key) ?? []), reversal]);
  }
  return waiting;
}

export interface Taken extends Event {
  readonly paymentId: PaymentId;
  readonly minor: bigint;
  readonly undid: string | null;
}

/** Writes what reversals took of which payments, and what they undid. They are told as of now. */
export async function writeTaken(tx: Transaction, taken: readonly Taken[], now: Instant): Promise<void> {
  if (taken.length === 0) return;
  await tx.execute(
    `
    update reversal r set payment_id = s.payment_id, taken_minor = s.minor, undid = s.undid, reversed_at = $7,
      reversal_id = s.reversal_id
    from unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::uuid[])
      as s(gateway, event_id, payment_id, minor, undid, reversal_id)
    where r.gateway = s.gateway and r.gateway_event_id = s.event_id`,
    [
      taken.map((t) => t.gateway),
      taken.map((t) => t.gatewayEventId),
      taken.map((t) => t.paymentId),
      taken.map((t) => t.minor),
      taken.map((t) => t.undid),
      taken.map(() => newId<Id<'reversal'>>()),
      timestamptz(now),
    ],
  );
}

function toReversal(row: Row): Reversal {
  const { currency, asked_minor: minor } = row;
  return {
    gateway: row.gateway,
    gatewayEventId: row.gateway_event_id,
    reversesGatewayEventId: row.reverses_gateway_event_id,
    paymentId: row.payment_id,
    reason: row.reason,
    amount: currency === null || minor === null ? null : { currency, minor },
  };
}

/** What was taken back of payments so far, by payment, in its order. */
export async function readTakings(
  sql: Sql,
  paymentIds: readonly PaymentId[],
): Promise<Map<PaymentId, { readonly minor: bigint; readonly reason: string }[]>> {
  const rows = await sql.query<{ payment_id: PaymentId; taken_minor: bigint; reason: string }>(
    `
    select payment_id, taken_minor, reason from reversal
    where payment_id = any($1::uuid[]) and taken_minor > 0 order by reversal_id`,
    [paymentIds],
  );
  const takings = new Map<PaymentId, { minor: bigint; reason: string }[]>();
  for (const { payment_id: id, taken_minor: minor, reason } of rows)
    takings.set(id, [...(takings.get(id) ?? []), { minor, reason }]);
  return takings;
}

/** It waits, and its payment is there, in the archive perhaps: a build without one lets it wait then. */
const CROSSED = `r.payment_id is null and r.set_aside_reason is null and (
  exists (select from payment p where p.gateway = r.gateway and p.gateway_event_id = r.reverses_gateway_event_id)
  or exists (select from headstone_event h
    where h.gateway = r.gateway and h.gateway_event_id = r.reverses_gateway_event_id))`;

/** Reversals whose payments were recorded at the same instant, so that neither saw the other. */
export async function readCrossed(
  sql: Sql,
  only: readonly string[] | null,
  limit: number,
): Promise<(Reversal & { readonly reversalId: string })[]> {
  const rows = await sql.query<Row & { reversal_id: string }>(
    `
    select r.* from reversal r
    where ${CROSSED} and ($1::uuid[] is null or r.reversal_id = any($1))
    order by r.reversal_id limit $2`,
    [only, limit],
  );
  return rows.map((row) => ({ ...toReversal(row), reversalId: row.reversal_id }));
}

/** When the first of them came; null for none. */
export async function firstCrossed(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ at: number | null }>(
    `
    select min(r.reversed_at) as at from reversal r where ${CROSSED}`,
    [],
  );
  return row?.at === null || row?.at === undefined ? null : instant(row.at);
}

export async function setReversalAside(sql: Sql, reversalId: string, reason: string): Promise<void> {
  await sql.execute('update reversal set set_aside_reason = $2 where reversal_id = $1', [reversalId, reason]);
}
