import { newEvent } from '@perennial/events/event';
import type { TermId } from '@perennial/kernel/ids';
import type { ContractDraft } from '../contract/contract-draft.js';
import { announce } from './expiring.js';
import { close } from './cancellation.js';
import type { Closure } from './closure.js';
import { isRunning, unclosedState } from './term.js';

/**
 * Undoes causes of a term and re-opens it unless another cause keeps it closed. The next terms that these causes opened
 * are voided when it re-opens; else they stand, opened by the cause that is left (protocol.md, Closing and re-opening a
 * term). `contract.reopened` goes out in any case, so that every replica of the causes stays alike.
 * @param by what took the causes back; stored with them @param reason for people, in the event
 */
export function takeBack(draft: ContractDraft, id: TermId, causes: readonly Closure[], by: string, reason = by): void {
  const term = draft.term(id);
  for (const cause of causes) draft.putClosure({ ...cause, undoneBy: by });
  const left = draft.activeClosures(id);
  const closed = left.some(({ closedAs }) => closedAs === term.state);
  if (!closed && !isRunning(term)) draft.putTerm({ ...term, state: unclosedState(term, draft.now), voided: false });
  const undone = new Set(causes.map(({ cause }) => cause));
  const other = left.find(({ closedAs }) => closedAs === 'RENEWED')?.cause;
  for (const next of draft.terms) {
    if (next.number <= term.number || next.openedBy === null || !undone.has(next.openedBy)) continue;
    if (!closed) voidTerm(draft, next.id);
    else if (other !== undefined) draft.touchTerm({ ...next, openedBy: other });
  }
  draft.fact((final) => newEvent('contract.reopened', { term: final.snapshot(id), undoes: [...undone], reason }));
  if (left.length === 0) announce(draft, id);
}

function voidTerm(draft: ContractDraft, id: TermId): void {
  if (draft.term(id).state !== 'OPEN') return;
  close(draft, id, 'CANCELLED', 'the renewal that opened it was taken back');
  draft.putTerm({ ...draft.term(id), voided: true });
}
