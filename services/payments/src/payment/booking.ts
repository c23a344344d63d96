import { termEndInstant } from '@perennial/calendar/term-end';
import type { TermId } from '@perennial/kernel/ids';
import { addMs, DAY, instant, type Instant } from '@perennial/kernel/instant';
import { standingCause } from '../ledger/ledger.js';
import { bindingAt, measureOf } from '../ledger/price.js';
import { takesMoney, type TermFacts } from '../term/term.js';
import type { FailureReason, PaymentOrder } from './payment.js';

/** The grace after which contracts lapses a term (protocol.md, States), for lapses of which no instant was kept. */
const GRACE = 30 * DAY;

/** The term that a payment names, and the one that it is booked on. */
export interface Target {
  readonly named?: TermFacts | undefined;
  readonly target?: TermFacts | undefined;
  /** Whether the terms that it can be for are of several customers, so that nobody can know. */
  readonly ambiguous: boolean;
}

/**
 * The term that money is for, of those that it can be for in the order of preference (a reference names several): the
 * oldest that no money covers yet. Money paid after a lapse goes to the contract's later term where that is open or in
 * its grace; whether the lapsed one is renewed by it otherwise, contracts decides (protocol.md, Identity).
 */
export function targetOf(
  candidates: readonly TermId[],
  terms: ReadonlyMap<TermId, TermFacts>,
  { paidAt }: Pick<PaymentOrder, 'paidAt'>,
): Target {
  const known = candidates.flatMap((id) => terms.get(id) ?? []);
  if (new Set(known.map(({ customerId }) => customerId)).size > 1) return { ambiguous: true };
  const ambiguous = false;
  const named = known.find((term) => !standingCause(term)) ?? known[0];
  if (!named || !isAfterLapse(named, { paidAt })) return { named, target: named, ambiguous };
  const later = [...terms.values()]
    .filter(
      ({ contractId, number, state }) => contractId === named.contractId && number > named.number && isLive(state),
    )
    .sort((a, b) => a.number - b.number);
  return { named, target: later[0] ?? named, ambiguous };
}

/** Whether money was paid for a term after it had lapsed. */
export function isAfterLapse(term: TermFacts, { paidAt }: Pick<PaymentOrder, 'paidAt'>): boolean {
  return term.state === 'LAPSED' && paidAt >= lapseOf(term);
}

const isLive = (state: TermFacts['state']): boolean => state === 'OPEN' || state === 'EXPIRED';

function lapseOf({ lapsedAt, lastDay, zone }: TermFacts): Instant {
  return lapsedAt ?? addMs(instant(termEndInstant(lastDay, zone)), GRACE);
}

/** Why money counts for nothing on a term; null for money that counts, whatever its sum. */
export function failureOf(
  term: TermFacts,
  { amount, paidAt }: Pick<PaymentOrder, 'amount' | 'paidAt'>,
  now: Instant,
): FailureReason | null {
  const measure = measureOf(term, now);
  if (!takesMoney(term) || !measure) return 'TERM_CLOSED';
  const priced = [measure, ...bindingAt(term.quotes, paidAt)];
  return priced.some((quote) => quote.amount.currency === amount.currency) ? null : 'WRONG_CURRENCY';
}
