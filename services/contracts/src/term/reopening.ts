import { newEvent } from '@perennial/events/event';
import type { TermId } from '@perennial/kernel/ids';
import type { ContractDraft } from '../contract/contract-draft.js';
import { announce } from './expiring.js';
import { close } from './cancellation.js';
import type { Closure } from './closure.js';
import { movedTerm } from './new-term.js';
import { UNCONFIRMED } from './unconfirmed.js';
import { dayIn } from './term-dates.js';
import { isRunning, unclosedState, type Term } from './term.js';

/**
 * Undoes causes of a term and re-opens it unless another cause keeps it closed. The next terms that these causes opened
 * are voided when it re-opens; else they stand, opened by the cause that is left (protocol.md, Closing and re-opening a
 * term). `contract.reopened` goes out in any case, so that every replica of the causes stays alike.
 * @param by what took the causes back; stored with them @param reason for people, in the event
 */
export function takeBack(draft: ContractDraft, id: TermId, causes: readonly Closure[], by: string, reason = by): void {
  for (const cause of causes) draft.putClosure({ ...cause, undoneBy: by });
  const left = draft.activeClosures(id);
  const term = draft.term(id);
  const closed = left.some(({ closedAs }) => closedAs === term.state);
  if (!closed && !isRunning(term)) reopen(draft, term);
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

/** A term re-opened after its end has its grace from now on, and is announced again. */
function reopen(draft: ContractDraft, term: Term): void {
  const reopened = movedTerm(term, { reopenedOn: dayIn(term.zone, draft.now) });
  const state = unclosedState(reopened, draft.now);
  const expiringAt = state === 'EXPIRED' ? null : term.expiringAt;
  const { autoRenew } = draft.contract;
  draft.putTerm({ ...reopened, state, expiringAt, autoRenew, voided: false });
  if (state === 'EXPIRED' && autoRenew) draft.lookAt('auto_renewal_unconfirmed', term.id, UNCONFIRMED);
}

/** Whether nothing but these causes of a term keeps the later ones standing, and none of them was renewed. */
export function ownsLater(draft: ContractDraft, term: Term, causes: readonly string[]): boolean {
  return draft.standing
    .filter(({ number }) => number > term.number)
    .every(({ openedBy, state }) => openedBy !== null && causes.includes(openedBy) && state !== 'RENEWED');
}

/** Whatever has become of it meanwhile: a voided term is CANCELLED and out of the sequence. */
function voidTerm(draft: ContractDraft, id: TermId): void {
  if (draft.term(id).voided) return;
  if (draft.term(id).state !== 'CANCELLED')
    close(draft, id, 'CANCELLED', 'payment', 'the renewal that opened it was taken back');
  draft.putTerm({ ...draft.term(id), voided: true });
}
