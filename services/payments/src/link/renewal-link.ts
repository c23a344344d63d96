import { termEndInstant } from '@perennial/calendar/term-end';
import { isUuid, toId, type TermId } from '@perennial/kernel/ids';
import { addMs, DAY, instant, type Instant } from '@perennial/kernel/instant';
import { standingCause } from '../ledger/ledger.js';
import type { Settlement } from '../ledger/settle.js';
import { isPayable, type TermFacts } from '../term/term.js';

/**
 * The signature outlives the term by this, since a last day can still move and a grace can be extended. A link lives as
 * long as its offer, which the state of the term says: it is over once the term has lapsed (review 38).
 */
const SIGNED_BEYOND = 400 * DAY;

/** OPEN: can be paid. PAID: money renewed it. CLOSED: ended otherwise, or it costs nothing. */
export type LinkState = 'OPEN' | 'PAID' | 'CLOSED';

/** Until when the signature of a link to renew `term` holds. */
export function linkExpiry(term: Pick<TermFacts, 'lastDay' | 'zone'>): Instant {
  return addMs(instant(termEndInstant(term.lastDay, term.zone)), SIGNED_BEYOND);
}

/** Whether the offer of a link is over, though the term could still be paid otherwise. */
export function offerIsOver({ state }: Pick<TermFacts, 'state'>): boolean {
  return state === 'LAPSED';
}

/** What the link is signed over: ids only, no personal data. */
export function linkSubject(termId: TermId, quoteVersion: number): string {
  return `${termId}:${quoteVersion}`;
}

/** The term of a subject, or undefined for one that was not made by `linkSubject`. */
export function termOfSubject(subject: string): TermId | undefined {
  const [termId = '', version = ''] = subject.split(':');
  return isUuid(termId) && /^\d{1,9}$/.test(version) ? toId<TermId>(termId) : undefined;
}

/** What the link shows of its term's money. */
export function linkState(term: TermFacts, { asked, measure }: Pick<Settlement, 'asked' | 'measure'>): LinkState {
  if (standingCause(term) || (term.state === 'RENEWED' && term.closedBy?.startsWith('payment:') && !isPayable(term)))
    return 'PAID';
  return isPayable(term) && (asked > 0n || !measure) ? 'OPEN' : 'CLOSED';
}

/**
 * The event id under which the sandbox gateway pays: the same for every click on the same price while nothing else came
 * in, so that a double click is one payment, and another one after that, so that the term can be paid again.
 */
export function sandboxEventId(
  { termId, payments }: Pick<TermFacts, 'termId' | 'payments'>,
  quoteVersion: number,
): string {
  return `link:${termId}:${quoteVersion}:${payments.length}`;
}
