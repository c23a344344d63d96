import { newEvent } from '@perennial/events/event';
import type { TermId } from '@perennial/kernel/ids';
import type { ContractDraft } from '../contract/contract-draft.js';
import { isOwnCause, type Closure } from './closure.js';
import { ownsLater, takeBack } from './reopening.js';
import type { Term } from './term.js';

/**
 * Takes a money cause back. One that does not hold the term closed leaves an undone cause behind, so that its late
 * arrival closes nothing; the replicas are told the same. Where a later term stands by another cause, or the contract
 * goes on no more, nothing re-opens and the cause stays: the money is a debt (protocol.md, Closing and re-opening a
 * term). A lapse that the payment had overcome goes with it, else the re-opened term would be silent.
 */
export function reverse(draft: ContractDraft, id: TermId, cause: string, reason: string): void {
  const known = draft.closure(id, cause);
  const term = draft.term(id);
  if (known?.undoneBy) return;
  if (!known || term.state !== 'RENEWED') {
    const unheard: Closure = {
      termId: id,
      cause,
      closedAs: 'RENEWED',
      closedAt: draft.now,
      closedBy: 'payment',
      undoneBy: null,
    };
    draft.putClosure({ ...(known ?? unheard), undoneBy: 'reversal' });
    draft.fact((final) => newEvent('contract.reopened', { term: final.snapshot(id), undoes: [cause], reason }));
    return;
  }
  const others = draft
    .activeClosures(id)
    .filter((closure) => closure.cause !== cause && closure.closedAs === 'RENEWED');
  const debt = others.length > 0 ? null : whyDebt(draft, term, cause);
  if (debt) {
    draft.lookAt('debt', id, `its payment was taken back, and ${debt}`);
    return;
  }
  if (others.some(isOwnCause))
    draft.lookAt('debt', id, 'its payment was taken back, and the source says that it is renewed');
  const lapses = others.length > 0 ? [] : draft.activeClosures(id).filter(({ closedAs }) => closedAs === 'LAPSED');
  takeBack(draft, id, [known, ...lapses], 'reversal', reason);
}

function whyDebt(draft: ContractDraft, term: Term, cause: string): string | null {
  if (!ownsLater(draft, term, [cause])) return 'a later term stands by another cause';
  return draft.contract.status === 'ACTIVE' ? null : 'the contract goes on no more';
}
