import type { PaymentId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { countingPayments, standingCause, type Ledger, type LedgerQuote } from './ledger.js';
import { measureOf } from './price.js';
import { toleranceOf } from './tolerance.js';

/** What must become of the term: money covers it and no cause says so, or a cause stands that no money covers. */
export type Step =
  | { readonly kind: 'renew'; readonly paymentId: PaymentId; readonly cause: string }
  | { readonly kind: 'undo'; readonly cause: string };

/** What a term's money comes to; amounts in minor units of the measure's currency. */
export interface Settlement {
  /** Undefined while the term has no quote. */
  readonly measure: LedgerQuote | undefined;
  readonly received: bigint;
  /** What is still to be paid; 0 where it is covered or costs nothing. */
  readonly asked: bigint;
  readonly surplus: bigint;
  /** The rest that is not asked for. */
  readonly waived: bigint;
  readonly covered: boolean;
  readonly step: Step | undefined;
}

/**
 * Compares what is left of a term's money with its price (protocol.md, Closing and re-opening a term): the sum alone
 * decides, whichever payment it came by. A cause is used once, so that a replay of an undone one closes nothing.
 */
export function settle(ledger: Ledger, now: Instant): Settlement {
  const measure = measureOf(ledger, now);
  const { currency = '', minor: price = 0n } = measure?.amount ?? {};
  const money = countingPayments(ledger).filter(({ amount }) => amount.currency === currency);
  const received = money.reduce((sum, { left }) => sum + left, 0n);
  const rest = price - received;
  const within = measure !== undefined && rest <= toleranceOf(measure.amount);
  const covered = within && received > 0n;
  return {
    measure,
    received,
    asked: within || rest < 0n ? 0n : rest,
    surplus: measure && rest < 0n ? -rest : 0n,
    waived: covered && rest > 0n ? rest : 0n,
    covered,
    step: stepOf(ledger, covered, money.at(-1)?.paymentId),
  };
}

function stepOf(ledger: Ledger, covered: boolean, newest: PaymentId | undefined): Step | undefined {
  const standing = standingCause(ledger);
  if (!covered) return standing && { kind: 'undo', cause: standing.cause };
  if (standing || newest === undefined) return undefined;
  const used = ledger.causes.filter(({ paymentId }) => paymentId === newest).length;
  return { kind: 'renew', paymentId: newest, cause: `payment:${newest}:${used + 1}` };
}
