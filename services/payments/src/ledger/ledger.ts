import type { PaymentId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Money } from '@perennial/kernel/money';

/** A price of a term, as its ledger keeps it. */
export interface LedgerQuote {
  readonly version: number;
  readonly amount: Money;
  readonly issuedAt: Instant;
  /** When a message or a pay page first named it; null: nobody outside has heard of it. */
  readonly namedAt: Instant | null;
}

/** Money that came in for a term. */
export interface LedgerPayment {
  readonly paymentId: PaymentId;
  readonly amount: Money;
  /** What is left of it after reversals, in minor units. */
  readonly left: bigint;
  readonly paidAt: Instant;
  /** Why it counts for nothing, such as WRONG_CURRENCY; null for money that counts. */
  readonly failed: string | null;
}

/** One closing of the term by money: `payment:<id>:<n>`, or `payment:<id>` of 0.2.0. */
export interface Cause {
  readonly cause: string;
  readonly paymentId: PaymentId;
  readonly undone: boolean;
}

/** A cause as it is written: it renewed the term by this payment at this price. */
export interface CauseOfTerm {
  readonly termId: TermId;
  readonly cause: string;
  readonly paymentId: PaymentId;
  readonly quoteVersion: number;
}

/** All the money of one term. */
export interface Ledger {
  /** Ascending by version: the last one is current. */
  readonly quotes: readonly LedgerQuote[];
  /** In the order of their recording. */
  readonly payments: readonly LedgerPayment[];
  readonly causes: readonly Cause[];
}

/** The cause by which money keeps the term closed; at most one stands. */
export function standingCause({ causes }: Pick<Ledger, 'causes'>): Cause | undefined {
  return causes.find(({ undone }) => !undone);
}

/** Money that counts and is left, in the order of recording. */
export function countingPayments({ payments }: Pick<Ledger, 'payments'>): LedgerPayment[] {
  return payments.filter(({ failed, left }) => failed === null && left > 0n);
}
