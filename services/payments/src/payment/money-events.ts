import { newEvent, type NewEvent } from '@perennial/events/event';
import type { ContractId, CustomerId, OwnerId, PaymentId, TeamId, TermId } from '@perennial/kernel/ids';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { Money } from '@perennial/kernel/money';
import type { Told } from './payment.js';

/** The ids that every event of money carries; the customer's is its key. */
export interface MoneyIds {
  readonly paymentId: PaymentId;
  readonly termId: TermId;
  readonly contractId: ContractId;
  readonly customerId: CustomerId;
}

interface Paid {
  readonly amount: Money;
  readonly paidAt: Instant;
}

const idsOf = ({ paymentId, termId, contractId, customerId }: MoneyIds): MoneyIds => ({
  paymentId,
  termId,
  contractId,
  customerId,
});

export function paymentReceived(payment: MoneyIds & Paid, { rest, surplus }: Told): NewEvent {
  const { currency } = payment.amount;
  return newEvent('payment.received', {
    ...idsOf(payment),
    amount: payment.amount,
    rest: { currency, minor: rest },
    surplus: { currency, minor: surplus },
    paidAt: formatInstant(payment.paidAt),
  });
}

export function paymentRenewed(
  payment: MoneyIds & Paid,
  { cause, quoteVersion }: { readonly cause: string; readonly quoteVersion: number },
): NewEvent {
  const { amount, paidAt } = payment;
  return newEvent('payment.renewed', { ...idsOf(payment), amount, quoteVersion, paidAt: formatInstant(paidAt), cause });
}

/** Who looks after the term, as contracts said: people hear of money that failed. */
export interface LookedAfter {
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
}

export function paymentFailed(
  payment: MoneyIds & Pick<Paid, 'amount'>,
  { reason, at }: { readonly reason: string; readonly at: Instant },
  { ownerId, teamId }: LookedAfter,
): NewEvent {
  return newEvent('payment.failed', {
    ...idsOf(payment),
    amount: payment.amount,
    reason,
    failedAt: formatInstant(at),
    ownerId: ownerId ?? '',
    teamId: teamId ?? '',
  });
}

/** A part of a payment, or all that was left of it, was taken back. */
export interface TakenBack {
  readonly amount: Money;
  readonly reason: string;
  readonly at: Instant;
  /** The cause that it undid; null where the rest still covers the price, or nothing had closed the term. */
  readonly undid: string | null;
}

export function paymentReversed(payment: MoneyIds, { amount, reason, at, undid }: TakenBack): NewEvent {
  return newEvent('payment.reversed', {
    ...idsOf(payment),
    amount,
    reason,
    reversedAt: formatInstant(at),
    undoes: undid === null ? [] : [undid],
  });
}
