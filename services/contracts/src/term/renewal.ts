import { addDays } from '@perennial/calendar/civil';
import { newEvent } from '@perennial/events/event';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { ContractDraft } from '../contract/contract-draft.js';
import type { ClosedBy } from './closure.js';
import { announce } from './expiring.js';
import { openFollowing } from './open-term.js';
import { dayIn } from './term-dates.js';
import { isRunning, type Term } from './term.js';

/** What renews a term. */
export interface Renewal {
  /** `payment:<id>:<n>` or `contract:<term version>`. */
  readonly cause: string;
  readonly by: ClosedBy;
  /** When it was paid; null where nobody paid. */
  readonly paidAt: Instant | null;
}

/**
 * Renews a term: closes it and opens the next one at the same price unless it exists or the contract does not go on.
 * Where the next one would overlap another term, the closure alone is written and somebody must look. A cause already
 * known, undone or not, changes nothing. A payment for a cancelled term is kept as a cause and somebody must look.
 * @param next the term that follows, when the source has reported it already
 */
export function renew(draft: ContractDraft, id: TermId, renewal: Renewal, next?: TermId): void {
  const { cause, by } = renewal;
  const term = draft.term(id);
  if (draft.closure(id, cause)) return;
  draft.putClosure({ termId: id, cause, closedAs: 'RENEWED', closedAt: draft.now, closedBy: by, undoneBy: null });
  if (term.state === 'CANCELLED') {
    draft.lookAt('renewal_after_cancellation', id, 'money came in for a term that is cancelled');
    return;
  }
  if (term.state !== 'RENEWED') closeRenewed(draft, term, renewal, next);
}

/** After a cancellation was withdrawn: a payment that came in meanwhile renews the term after all. */
export function renewIfPaid(draft: ContractDraft, id: TermId): void {
  const term = draft.term(id);
  const paid = draft.activeClosures(id).find(({ closedAs }) => closedAs === 'RENEWED');
  if (!paid || !isRunning(term)) return;
  closeRenewed(draft, term, { cause: paid.cause, by: paid.closedBy ?? 'payment', paidAt: null });
}

function closeRenewed(draft: ContractDraft, term: Term, renewal: Renewal, next?: TermId): void {
  const { id } = term;
  const { cause } = renewal;
  const start = term.state === 'LAPSED' ? startAfterLapse(draft, term, renewal) : null;
  draft.putTerm({ ...term, state: 'RENEWED' });
  if (term.state === 'EXPIRED') draft.settle('auto_renewal_unconfirmed', id);
  const following = next ?? openFollowing(draft, term, cause, start);
  draft.fact((final) =>
    newEvent('contract.renewed', {
      term: final.snapshot(id),
      cause,
      nextTerm: following ? final.snapshot(following) : undefined,
      late: term.endsAt <= draft.now,
    }),
  );
  if (following) announce(draft, following);
}

/**
 * A lapsed term is renewed with an alert. One that was paid before it lapsed is followed without a gap (null); one that
 * was paid later by a term from the day of payment on, and a person must look at it (protocol.md, Identity).
 */
function startAfterLapse(draft: ContractDraft, term: Term, { by, paidAt }: Renewal): string | null {
  const lapse = draft.activeClosures(term.id).find(({ closedAs }) => closedAs === 'LAPSED');
  const paid = paidAt ?? draft.now;
  const afterwards = by === 'payment' && (lapse === undefined || paid >= lapse.closedAt);
  if (!afterwards) {
    draft.alerts.push('renewal_after_lapse');
    return null;
  }
  const day = dayIn(term.zone, paid);
  draft.lookAt('renewal_after_lapse', term.id, `the term had lapsed when it was paid on ${day}`);
  const first = addDays(term.lastDay, 1);
  return day > first ? day : first;
}
