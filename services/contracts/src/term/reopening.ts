import { newEvent } from '@perennial/events/event';
import type { TermId } from '@perennial/kernel/ids';
import type { ContractDraft } from '../contract/contract-draft.js';
import { announce } from './expiring.js';
import { close } from './cancellation.js';
import type { Closure } from './closure.js';
import { unclosedState } from './term.js';

/**
 * Undoes causes of a term, voids the next terms that they opened, and re-opens the term unless another cause keeps it
 * closed. `contract.reopened` goes out in any case, so that every replica of the causes stays alike.
 * @param by what took the causes back; stored with them @param reason for people, in the event
 */
export function takeBack(draft: ContractDraft, id: TermId, causes: readonly Closure[], by: string, reason = by): void {
  const term = draft.term(id);
  for (const cause of causes) draft.putClosure({ ...cause, undoneBy: by });
  const left = draft.activeClosures(id);
  const closed = left.some(({ closedAs }) => closedAs === term.state);
  if (!closed && term.state !== 'OPEN' && term.state !== 'EXPIRED')
    draft.putTerm({ ...term, state: unclosedState(term, draft.now) });
  const undone = new Set(causes.map(({ cause }) => cause));
  for (const next of draft.terms) {
    const voided = next.state === 'OPEN' && next.openedBy !== null && undone.has(next.openedBy);
    if (voided && next.number > term.number)
      close(draft, next.id, 'CANCELLED', 'the renewal that opened it was taken back');
  }
  draft.fact((final) => newEvent('contract.reopened', { term: final.snapshot(id), undoes: [...undone], reason }));
  if (left.length === 0) announce(draft, id);
}
