import { newEvent } from '@perennial/events/event';
import type { TermId } from '@perennial/kernel/ids';
import type { ContractDraft } from '../contract/contract-draft.js';
import { contractCause, type ClosedBy } from './closure.js';
import { movedTerm } from './new-term.js';
import { isRunning } from './term.js';

/** Closes a running term by the contract side, with the cause `contract:<term version>` and its event. */
export function close(
  draft: ContractDraft,
  id: TermId,
  as: 'CANCELLED' | 'LAPSED',
  by: ClosedBy,
  reason: string,
): void {
  const cause = contractCause(draft.versionAfter(id));
  draft.putClosure({ termId: id, cause, closedAs: as, closedAt: draft.now, closedBy: by, undoneBy: null });
  const term = draft.term(id);
  if (term.state === 'EXPIRED') draft.settle('auto_renewal_unconfirmed', id);
  draft.putTerm({ ...term, state: as });
  draft.fact((final) =>
    as === 'CANCELLED'
      ? newEvent('contract.cancelled', { term: final.snapshot(id), cause, reason })
      : newEvent('contract.lapsed', { term: final.snapshot(id), cause, reason }),
  );
}

/** Ends a running term: an open one is CANCELLED; one in its grace LAPSES at once, nothing is left to wait for. */
export function cancel(
  draft: ContractDraft,
  id: TermId,
  by: ClosedBy,
  reason: string,
  lastDay: string | null = null,
): void {
  const { state } = draft.term(id);
  if (state !== 'OPEN' && state !== 'EXPIRED') return;
  if (lastDay !== null) endOn(draft, id, lastDay);
  close(draft, id, state === 'OPEN' ? 'CANCELLED' : 'LAPSED', by, reason);
}

/** Ends every running term for a day. */
export function cancelRunning(draft: ContractDraft, by: ClosedBy, reason: string, lastDay: string | null = null): void {
  for (const term of draft.terms) if (isRunning(term)) cancel(draft, term.id, by, reason, lastDay);
}

/**
 * A cancelled term ends on the day for which it was cancelled (protocol.md, Identity), which may lie behind its own
 * last day where no other term stands there and it has not ended. The day it had before is kept, should the
 * cancellation be withdrawn.
 */
export function endOn(draft: ContractDraft, id: TermId, lastDay: string): void {
  const term = draft.term(id);
  const next = draft.standing.find(({ number }) => number > term.number);
  const longer = lastDay > term.lastDay;
  if (lastDay < term.start || lastDay === term.lastDay) return;
  if (longer && (term.state === 'EXPIRED' || (next && next.start <= lastDay))) return;
  draft.putTerm(movedTerm(term, { lastDay, uncutLastDay: term.uncutLastDay ?? term.lastDay }));
}
