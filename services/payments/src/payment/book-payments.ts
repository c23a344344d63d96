import type { Transaction } from '@perennial/database/sql';
import type { Outbox } from '@perennial/events/outbox/outbox';
import type { PaymentId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { TermFacts } from '../term/term.js';
import { isAfterLapse, targetOf } from './booking.js';
import { MoneyDrafts } from './money-drafts.js';
import { eventKey, type NewPayment } from './payment.js';
import { changePayments } from './payment.store.js';
import { takenOf, type AppliedReversal, type Reversal } from './reversal.js';
import { lockWaiting, writeTaken, type Taken } from './reversal.store.js';
import { saveMoney } from './save-money.js';

/** What was taken back of a payment before it was booked. */
export interface TakenBefore {
  readonly minor: bigint;
  readonly reason: string;
}

/** A payment without its term. */
export interface Waiting {
  readonly payment: NewPayment;
  /** The terms that it can be for, in the order of preference. */
  readonly candidates: readonly TermId[];
  /** What was taken back of it while it waited. */
  readonly taken: readonly TakenBefore[];
}

/** A payment that was not booked, and whether that is because its reference means terms of several customers. */
export interface Unbooked extends Waiting {
  readonly ambiguous: boolean;
}

/** What became of payments: booked on a term, or without one still. */
export interface BookedMoney {
  readonly money: MoneyDrafts;
  readonly booked: ReadonlyMap<PaymentId, TermFacts>;
  /** Payments that named a term which had lapsed, and the one that they are booked on. */
  readonly lapsed: readonly { readonly payment: NewPayment; readonly named: TermFacts; readonly target: TermFacts }[];
  readonly unmatched: readonly Unbooked[];
  /** Reversals that waited for these payments. */
  readonly applied: readonly AppliedReversal[];
}

/**
 * Books payments on the terms that they are for, in their order; reversals that came before them are applied first, so
 * that money which is gone renews nothing (M11). The caller holds the locks of all terms given and of the payments.
 */
export async function bookPayments(
  tx: Transaction,
  outbox: Outbox,
  terms: ReadonlyMap<TermId, TermFacts>,
  waiting: readonly Waiting[],
  now: Instant,
): Promise<BookedMoney> {
  const reversals = await lockWaiting(
    tx,
    waiting.map(({ payment }) => payment),
  );
  const money = new MoneyDrafts(terms, now);
  const booked = new Map<PaymentId, TermFacts>();
  const lapsed: { payment: NewPayment; named: TermFacts; target: TermFacts }[] = [];
  const unmatched: Unbooked[] = [];
  const taken: Taken[] = [];
  const applied: AppliedReversal[] = [];
  for (const one of waiting) {
    const { payment } = one;
    const left = payment.amount.minor - sum(one.taken);
    const came = applyTo(payment, reversals.get(eventKey(payment)) ?? [], left);
    applied.push(...came);
    const fresh = came.map(toTaken);
    taken.push(...fresh);
    const all = [...one.taken, ...fresh.filter(({ minor }) => minor > 0n)];
    const { named, target, ambiguous } = targetOf(one.candidates, money.terms, payment);
    if (!named || !target) {
      unmatched.push({ ...one, taken: all, ambiguous });
      continue;
    }
    booked.set(payment.paymentId, target);
    if (isAfterLapse(named, payment)) lapsed.push({ payment, named, target });
    const draft = money.of(target.termId, 'payment');
    draft.book(payment, sum(all));
    for (const { minor, reason } of all) draft.tellReversal(payment.paymentId, minor, reason, null);
  }
  await saveMoney(tx, outbox, money, now);
  await writeTaken(tx, taken, now);
  await changePayments(tx, unmatched.filter(({ taken: back }) => back.length > 0).map(unmatchedChange));
  return { money, booked, lapsed, unmatched, applied };
}

const sum = (takings: readonly { readonly minor: bigint }[]): bigint =>
  takings.reduce((total, { minor }) => total + minor, 0n);

function applyTo(payment: NewPayment, reversals: readonly Reversal[], left: bigint): AppliedReversal[] {
  let rest = left;
  return reversals.map((reversal) => {
    const minor = takenOf(reversal, payment.amount, rest);
    rest -= minor;
    return { reversal, payment, minor };
  });
}

function toTaken({ reversal, payment: { paymentId }, minor }: AppliedReversal): Taken & TakenBefore {
  const { gateway, gatewayEventId, reason } = reversal;
  return { gateway, gatewayEventId, paymentId, minor, undid: null, reason };
}

function unmatchedChange({ payment: { paymentId, amount }, taken }: Waiting) {
  const reversed = sum(taken);
  return { paymentId, state: reversed === amount.minor ? 'REVERSED' : 'UNMATCHED', reversed } as const;
}
