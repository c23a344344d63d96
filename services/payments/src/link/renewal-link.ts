import { termEndInstant } from '@perennial/calendar/term-end';
import { isUuid, toId, type TermId } from '@perennial/kernel/ids';
import { addMs, DAY, instant, type Instant } from '@perennial/kernel/instant';
import { isPayable, type TermFacts } from '../term/term.js';

/** A link outlives its term by the grace in which it can still be paid (protocol.md, States) … */
const GRACE = 30 * DAY;
/** … but no link lives longer than this. */
const LONGEST = 90 * DAY;

/** OPEN: can be paid. PAID: a payment renewed it. CLOSED: ended otherwise. */
export type LinkState = 'OPEN' | 'PAID' | 'CLOSED';

/** When a link to renew `term` that is made now expires; it may have expired already. */
export function linkExpiry(term: Pick<TermFacts, 'lastDay' | 'zone'>, now: Instant): Instant {
  const end = instant(termEndInstant(term.lastDay, term.zone));
  return instant(Math.min(addMs(end, GRACE), addMs(now, LONGEST)));
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
export function linkState(term: TermFacts): LinkState {
  if (isPayable(term)) return 'OPEN';
  return term.renewedBy !== null || (term.state === 'RENEWED' && term.closedBy?.startsWith('payment:'))
    ? 'PAID'
    : 'CLOSED';
}

/**
 * The event id under which the sandbox gateway pays: the same for every click on the same price, so that a double click
 * is one payment; another one after a reversal, so that the term can be paid again.
 */
export function sandboxEventId(term: Pick<TermFacts, 'termId' | 'reversals'>, quoteVersion: number): string {
  return `link:${term.termId}:${quoteVersion}:${term.reversals}`;
}
