import type { NewEvent } from '@perennial/events/event';
import type { Sql } from '@perennial/database/sql';
import type { ContractId, CustomerId, Id, OwnerId, PaymentId, TeamId, TermId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import { paymentFailed, paymentReceived, paymentRenewed, paymentReversed } from '../payment/money-events.js';

/** Something that happened to money, and the events that told it. */
export interface Happened {
  readonly id: Id<string>;
  readonly events: readonly NewEvent[];
}

interface PaymentPart {
  readonly id: Id<string>;
  readonly payment_id: PaymentId;
  readonly term_id: TermId;
  readonly contract_id: ContractId;
  readonly customer_id: CustomerId;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly paid_at: number;
}

const PAYMENT = `p.payment_id, p.term_id, p.contract_id, p.customer_id, p.currency, p.amount_minor, p.paid_at`;
const AFTER = `coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')`;

/** Payments that were told by themselves: as received, or as failed, which may have come first. */
export async function readPaymentHistory(sql: Sql, afterId: Id<string> | null, size: number): Promise<Happened[]> {
  const rows = await sql.query<
    PaymentPart & {
      readonly reason: string | null;
      readonly recorded_at: number;
      readonly rest: bigint | null;
      readonly surplus: bigint | null;
      readonly owner_id: OwnerId | null;
      readonly team_id: TeamId | null;
    }
  >(
    `
    select p.payment_id as id, ${PAYMENT}, p.reason, p.recorded_at, p.told_rest_minor as rest,
      p.told_surplus_minor as surplus, t.owner_id, t.team_id
    from payment_all p left join term t on t.term_id = p.term_id
    where p.payment_id > ${AFTER} and p.customer_id is not null
      and (p.reason is not null or p.told_rest_minor is not null)
    order by p.payment_id limit $2`,
    [afterId, size],
  );
  return rows.map((row) => {
    const { id, reason, rest, surplus } = row;
    const payment = toPart(row);
    return {
      id,
      events: [
        ...(reason === null
          ? []
          : [
              paymentFailed(
                payment,
                { reason, at: instant(row.recorded_at) },
                { ownerId: row.owner_id, teamId: row.team_id },
              ),
            ]),
        ...(rest === null || surplus === null ? [] : [paymentReceived(payment, { rest, surplus })]),
      ],
    };
  });
}

/** Causes, by which money closed terms. */
export async function readCausePage(sql: Sql, afterId: Id<string> | null, size: number): Promise<Happened[]> {
  const rows = await sql.query<PaymentPart & { readonly cause: string; readonly quote_version: number }>(
    `
    select k.cause_id as id, ${PAYMENT}, k.cause, k.quote_version
    from cause k cross join lateral (select * from payment_all where payment_id = k.payment_id) p
    where k.cause_id > ${AFTER} and p.customer_id is not null order by k.cause_id limit $2`,
    [afterId, size],
  );
  return rows.map((row) => {
    const { id, cause, quote_version: quoteVersion } = row;
    return { id, events: [paymentRenewed(toPart(row), { cause, quoteVersion })] };
  });
}

/** Reversals that took something of payments whose term is known. */
export async function readReversalPage(sql: Sql, afterId: Id<string> | null, size: number): Promise<Happened[]> {
  const rows = await sql.query<
    PaymentPart & {
      readonly reason: string;
      readonly taken_minor: bigint;
      readonly undid: string | null;
      readonly reversed_at: number;
    }
  >(
    `
    select r.reversal_id as id, ${PAYMENT}, r.reason, coalesce(r.taken_minor, p.amount_minor) as taken_minor,
      case when r.taken_minor is null then 'payment:' || p.payment_id else r.undid end as undid, r.reversed_at
    from reversal r cross join lateral (select * from payment_all where payment_id = r.payment_id) p
    where r.reversal_id > ${AFTER} and p.customer_id is not null and coalesce(r.taken_minor, 1) > 0
    order by r.reversal_id limit $2`,
    [afterId, size],
  );
  return rows.map((row) => {
    const { id, reason, taken_minor: minor, undid } = row;
    const takenBack = { amount: { currency: row.currency, minor }, reason, at: instant(row.reversed_at), undid };
    return { id, events: [paymentReversed(toPart(row), takenBack)] };
  });
}

function toPart(row: PaymentPart) {
  return {
    paymentId: row.payment_id,
    termId: row.term_id,
    contractId: row.contract_id,
    customerId: row.customer_id,
    amount: { currency: row.currency, minor: row.amount_minor },
    paidAt: instant(row.paid_at),
  };
}
