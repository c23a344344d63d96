import { newEvent } from '@perennial/events/event';
import type { TermId } from '@perennial/kernel/ids';
import type { ContractDraft } from '../contract/contract-draft.js';
import { announce } from './expiring.js';
import { movedTerm, newTerm, termId } from './new-term.js';
import { takeBack } from './reopening.js';
import { fits, followingTerm } from './term-dates.js';
import { isRunning, standing, type Term } from './term.js';

/**
 * Renews a term for a cause: closes it and opens the next one at the same price unless it exists or the contract does
 * not go on. Where the next one would overlap another term, the closure alone is written and somebody must look. A
 * cause already known, undone or not, changes nothing. A payment for a cancelled term is kept as a cause and alerted.
 * @param next the term that follows, when the source has reported it already
 */
export function renew(draft: ContractDraft, id: TermId, cause: string, next?: TermId): void {
  const term = draft.term(id);
  if (draft.closure(id, cause)) return;
  draft.putClosure({ termId: id, cause, closedAs: 'RENEWED', closedAt: draft.now, undoneBy: null });
  if (term.state === 'CANCELLED') {
    draft.alerts.push('renewed_after_cancellation');
    return;
  }
  if (term.state !== 'RENEWED') closeRenewed(draft, term, cause, next);
}

/** After a cancellation was withdrawn: a payment that came in meanwhile renews the term after all. */
export function renewIfPaid(draft: ContractDraft, id: TermId): void {
  const term = draft.term(id);
  const paid = draft.activeClosures(id).find(({ closedAs }) => closedAs === 'RENEWED');
  if (paid && isRunning(term)) closeRenewed(draft, term, paid.cause);
}

function closeRenewed(draft: ContractDraft, term: Term, cause: string, next?: TermId): void {
  const { id } = term;
  if (term.state === 'LAPSED') draft.alerts.push('renewed_after_lapse');
  draft.putTerm({ ...term, state: 'RENEWED' });
  const following = next ?? openFollowing(draft, term, cause);
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

/** The term that follows: a later one that stands, else the next period; undefined where nothing may follow. */
function openFollowing(draft: ContractDraft, term: Term, cause: string): TermId | undefined {
  if (draft.contract.status !== 'ACTIVE') return undefined;
  const terms = standing(draft.terms);
  const later = terms.find(({ number }) => number > term.number);
  if (later) return later.id;
  const bounds = followingTerm(draft.contract, term);
  if (!fits(terms, bounds)) {
    draft.lookAt('next_term_overlaps', term.id, `term ${bounds.number} would run ${bounds.start} to ${bounds.lastDay}`);
    return undefined;
  }
  const { amount, zone } = term;
  const id = termId(term.contractId, bounds.number);
  const voided = draft.terms.find((other) => other.id === id);
  if (voided) {
    // Taken back with an earlier renewal: this one brings it back, with the dates that it has now.
    draft.putTerm({ ...movedTerm(voided, { ...bounds, zone, amount }), openedBy: cause });
    takeBack(draft, id, draft.activeClosures(id), 'renewal');
  } else draft.putTerm(newTerm(draft.contract, bounds, { amount, zone, state: 'OPEN', openedBy: cause }));
  return id;
}
