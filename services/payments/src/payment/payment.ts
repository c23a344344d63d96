import type { ContractId, CustomerId, PaymentId, TermId } from '@perennial/kernel/ids';
import { newEvent, type NewEvent } from '@perennial/events/event';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import { defineTransitions } from '@perennial/kernel/transitions';
import type { Money } from '@perennial/kernel/money';
import { isPayable, type TermFacts } from '../term/term.js';

/** RECEIVED: claimed, and decided before its transaction ends; nobody else sees it. */
export const PAYMENT_STATES = defineTransitions('Payment', {
  initial: 'RECEIVED',
  table: { RECEIVED: ['RENEWED', 'FAILED'], RENEWED: ['REVERSED'], FAILED: [], REVERSED: [] },
  ends: ['FAILED', 'REVERSED'],
});

export type PaymentState = Exclude<(typeof PAYMENT_STATES.states)[number], 'RECEIVED'>;

/** Why money did not renew its term. */
export type FailureReason = 'PARTIAL' | 'OVERPAID' | 'WRONG_CURRENCY' | 'UNKNOWN_TERM' | 'ALREADY_PAID' | 'TERM_CLOSED';

/** What a gateway reports, validated. */
export interface PaymentOrder {
  readonly gateway: string;
  /** The gateway's own id of the event: one effect each (invariants.md, one-payment). */
  readonly gatewayEventId: string;
  readonly termId: TermId;
  readonly amount: Money;
  readonly paidAt: Instant;
}

/** What a gateway takes back, validated. */
export interface ReversalOrder {
  readonly gateway: string;
  readonly gatewayEventId: string;
  /** The event id under which the payment was recorded at the same gateway. */
  readonly reversesGatewayEventId: string;
  readonly reason: string;
}

export interface Payment extends PaymentOrder {
  readonly paymentId: PaymentId;
  /** Null while the term is unknown here. */
  readonly contractId: ContractId | null;
  readonly customerId: CustomerId | null;
  readonly state: PaymentState;
  /** A FailureReason, or why it was reversed; empty for RENEWED. */
  readonly reason: string;
  readonly quoteVersion: number | null;
  readonly recordedAt: Instant;
  readonly reversedAt: Instant | null;
}

export type Outcome =
  | { readonly state: 'RENEWED'; readonly quoteVersion: number }
  | { readonly state: 'FAILED'; readonly reason: FailureReason; readonly quoteVersion: number | null };

/**
 * What money does: it renews a term that can still be paid when it is exactly its current quote; anything else is kept
 * with its reason. `alreadyPaid`: an earlier payment of the same batch renewed the term.
 */
export function decidePayment(term: TermFacts | undefined, alreadyPaid: boolean, amount: Money): Outcome {
  const fail = (reason: FailureReason): Outcome => ({
    state: 'FAILED',
    reason,
    quoteVersion: term?.quote?.version ?? null,
  });
  if (!term) return fail('UNKNOWN_TERM');
  if (alreadyPaid || term.renewedBy !== null) return fail('ALREADY_PAID');
  if (!isPayable(term) || term.quote === null) return fail('TERM_CLOSED');
  if (amount.currency !== term.quote.amount.currency) return fail('WRONG_CURRENCY');
  if (amount.minor < term.quote.amount.minor) return fail('PARTIAL');
  if (amount.minor > term.quote.amount.minor) return fail('OVERPAID');
  return { state: 'RENEWED', quoteVersion: term.quote.version };
}

/**
 * Whether a repeated report says the same as the first one. The instant is left out: gateways restate it differently.
 */
export function sameOrder(first: PaymentOrder, repeat: PaymentOrder): boolean {
  return (
    first.termId === repeat.termId &&
    first.amount.currency === repeat.amount.currency &&
    first.amount.minor === repeat.amount.minor
  );
}

/** One text for a gateway event; neither part holds a line break. */
export function eventKey({ gateway, gatewayEventId }: Pick<PaymentOrder, 'gateway' | 'gatewayEventId'>): string {
  return `${gateway}\n${gatewayEventId}`;
}

/**
 * The events that tell the whole state of a payment, in their order; a recorded one has one, a reversed one two. None
 * without a customer, the key of every event: those of an unknown term are published once it has arrived
 * (assign-owners.ts).
 */
export function eventsOf(payment: Payment): NewEvent[] {
  const { paymentId, termId, contractId, customerId, amount, reason } = payment;
  if (contractId === null || customerId === null) return [];
  const ids = { paymentId, termId, contractId, customerId };
  if (payment.state === 'FAILED')
    return [newEvent('payment.failed', { ...ids, amount, reason, failedAt: formatInstant(payment.recordedAt) })];
  const renewed = newEvent('payment.renewed', {
    ...ids,
    amount,
    quoteVersion: payment.quoteVersion ?? 0,
    paidAt: formatInstant(payment.paidAt),
    cause: `payment:${paymentId}`,
  });
  return payment.state === 'RENEWED' ? [renewed] : [renewed, ...reversalEvents(payment)];
}

/** payment.reversed of a reversed payment. */
export function reversalEvents(payment: Payment): NewEvent[] {
  const { paymentId, termId, contractId, customerId, amount, reason, reversedAt } = payment;
  if (contractId === null || customerId === null || reversedAt === null) return [];
  return [
    newEvent('payment.reversed', {
      paymentId,
      termId,
      contractId,
      customerId,
      reason,
      reversedAt: formatInstant(reversedAt),
      amount,
      undoes: [`payment:${paymentId}`],
    }),
  ];
}
