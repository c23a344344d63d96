import { termEndInstant } from '@perennial/calendar/term-end';
import type { TermId } from '@perennial/kernel/ids';
import { addMs, DAY, instant, type Instant } from '@perennial/kernel/instant';
import { standingCause } from '../ledger/ledger.js';
import { bindingAt, measureOf } from '../ledger/price.js';
import { takesMoney, type TermFacts } from '../term/term.js';
import type { FailureReason, PaymentOrder } from './payment.js';

/** The grace after which contracts lapses a term (protocol.md, States), for lapses of which no instant was kept. */
const GRACE = 30 * DAY;

/**
 * The term that money is for, of those that it can be for in the order of preference (a reference names several): the
 * oldest that no money covers yet. Money paid after a lapse goes to the contract's later term where that is open or in
 * its grace; whether the lapsed one is renewed by it otherwise, contracts decides (protocol.md, Identity).
 */
export function targetOf(
  candidates: readonly TermId[],
  terms: ReadonlyMap<TermId, TermFacts>,
  { paidAt }: Pick<PaymentOrder, 'paidAt'>,
): { readonly named?: TermFacts | undefined; readonly target?: TermFacts | undefined } {
  const known = candidates.flatMap((id) => terms.get(id) ?? []);
  const named = known.find((term) => !standingCause(term)) ?? known[0];
  if (!named || !isAfterLapse(named, { paidAt })) return { named, target: named };
  const later = [...terms.values()]
    .filter(
      ({ contractId, number, state }) => contractId === named.contractId && number > named.number && isLive(state),
    )
    .sort((a, b) => a.number - b.number);
  return { named, target: later[0] ?? named };
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
