import type { PaymentId } from '@perennial/kernel/ids';
import type { Money } from '@perennial/kernel/money';
import type { NewPayment } from './payment.js';

/** What a gateway takes back, validated. */
export interface ReversalOrder {
  readonly gateway: string;
  /** The gateway's own id of the reversal. */
  readonly gatewayEventId: string;
  /** The event id under which the payment was recorded at the same gateway. */
  readonly reversesGatewayEventId: string;
  readonly reason: string;
  /** Null: all that is left. */
  readonly amount: Money | null;
}

/** A reversal as it is kept; one without a payment waits for it. */
export interface Reversal extends ReversalOrder {
  readonly paymentId: PaymentId | null;
}

/** A reversal that came first, and what it took of its payment once that came. */
export interface AppliedReversal {
  readonly reversal: ReversalOrder;
  readonly payment: NewPayment;
  readonly minor: bigint;
}

/** Whether a reversal took something else than it says: more was not left, or nothing of its currency. */
export function differs({ amount }: Pick<ReversalOrder, 'amount'>, { currency }: Money, minor: bigint): boolean {
  return amount !== null && (amount.currency !== currency || amount.minor !== minor);
}

/** Whether a repeated reversal says the same as the first one; all that is left is not told by its sum. */
export function sameReversal(first: ReversalOrder, repeat: ReversalOrder): boolean {
  return (
    first.reversesGatewayEventId === repeat.reversesGatewayEventId &&
    first.amount?.currency === repeat.amount?.currency &&
    first.amount?.minor === repeat.amount?.minor
  );
}

/**
 * What a reversal that waited takes of what is left of its payment, now that this has come: nobody can be told any more
 * that it is too much, so it takes at most all, and nothing in another currency.
 */
export function takenOf({ amount }: Pick<ReversalOrder, 'amount'>, { currency }: Money, left: bigint): bigint {
  if (amount === null) return left;
  if (amount.currency !== currency) return 0n;
  return amount.minor < left ? amount.minor : left;
}
