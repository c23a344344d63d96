import type { ContractId, CustomerId, PaymentId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Money } from '@perennial/kernel/money';
import { defineTransitions } from '@perennial/kernel/transitions';
import type { PaymentReference } from '../reference/reference.js';

/**
 * RECEIVED counts towards its term; RENEWED is the one of them whose arrival covered it, while that stands. UNMATCHED
 * waits for its term. FAILED counts for nothing, with its reason; it may count later, when the cancellation of its term
 * is withdrawn, or its price corrected to the currency of the money. REVERSED: all of it was taken back.
 */
export const PAYMENT_STATES = defineTransitions('Payment', {
  initial: ['RECEIVED', 'UNMATCHED'],
  table: {
    UNMATCHED: ['RECEIVED', 'RENEWED', 'FAILED', 'REVERSED'],
    RECEIVED: ['RENEWED', 'FAILED', 'REVERSED'],
    RENEWED: ['RECEIVED', 'REVERSED'],
    FAILED: ['RECEIVED', 'RENEWED', 'REVERSED'],
    REVERSED: [],
  },
  ends: ['REVERSED'],
});

export type PaymentState = (typeof PAYMENT_STATES.states)[number];

/** Why money counts for nothing. */
export const FAILURE_REASONS = ['WRONG_CURRENCY', 'TERM_CLOSED'] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** Whether it may count later; a build of 0.2.0 had other reasons, which are history. */
export function isFailure(reason: string | null): reason is FailureReason {
  return FAILURE_REASONS.some((known) => known === reason);
}

/** What the pay page showed, as its form posts it. */
export interface Offer {
  readonly version: number;
  readonly amount: Money;
}

/** What a gateway reports, validated. It names a term or a reference. */
export interface PaymentOrder {
  readonly gateway: string;
  /** The gateway's own id of the event: one effect each (invariants.md, one-payment). */
  readonly gatewayEventId: string;
  readonly termId: TermId | null;
  readonly reference: PaymentReference | null;
  readonly amount: Money;
  readonly paidAt: Instant;
}

export interface NewPayment extends PaymentOrder {
  readonly paymentId: PaymentId;
}

export interface Payment extends NewPayment {
  /** The term that it is booked on; null while it is unmatched. */
  readonly termId: TermId | null;
  /** The term that its report named. */
  readonly namedTermId: TermId | null;
  /** Null while the term is unknown here. */
  readonly contractId: ContractId | null;
  readonly customerId: CustomerId | null;
  readonly state: PaymentState;
  /** A FailureReason, or those of 0.2.0; null for money that never failed. It stays when the money counts later. */
  readonly failed: string | null;
  /** Why the last part of it was taken back; null where nothing was. */
  readonly reversalReason: string | null;
  readonly quoteVersion: number | null;
  readonly recordedAt: Instant;
  /** What was taken back so far, in minor units. */
  readonly reversed: bigint;
  /** What payment.received told of it; null where that was not published. */
  readonly told: Told | null;
}

/** What was still asked for, and what had come in above the price, once a payment was booked; in minor units. */
export interface Told {
  readonly rest: bigint;
  readonly surplus: bigint;
}

/**
 * Whether a repeated report says the same as the first one. The instant is left out: gateways restate it differently.
 */
export function sameOrder(first: Payment, repeat: PaymentOrder): boolean {
  const [one, other] = [first.reference, repeat.reference];
  return (
    first.namedTermId === repeat.termId &&
    one?.system === other?.system &&
    one?.kind === other?.kind &&
    one?.id === other?.id &&
    first.amount.currency === repeat.amount.currency &&
    first.amount.minor === repeat.amount.minor
  );
}

/** One text for a gateway event; neither part holds a line break. */
export function eventKey({ gateway, gatewayEventId }: Pick<PaymentOrder, 'gateway' | 'gatewayEventId'>): string {
  return `${gateway}\n${gatewayEventId}`;
}
