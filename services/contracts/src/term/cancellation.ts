import { newEvent } from '@perennial/events/event';
import type { TermId } from '@perennial/kernel/ids';
import type { ContractDraft } from '../contract/contract-draft.js';
import { contractCause } from './closure.js';

/** Closes a running term by the contract side, with the cause `contract:<term version>` and its event. */
export function close(draft: ContractDraft, id: TermId, as: 'CANCELLED' | 'LAPSED', reason: string): void {
  const cause = contractCause(draft.versionAfter(id));
  draft.putClosure({ termId: id, cause, closedAs: as, closedAt: draft.now, undoneBy: null });
  draft.putTerm({ ...draft.term(id), state: as });
  draft.fact((final) =>
    as === 'CANCELLED'
      ? newEvent('contract.cancelled', { term: final.snapshot(id), cause, reason })
      : newEvent('contract.lapsed', { term: final.snapshot(id), cause }),
  );
}

/**
 * Ends every running term: an open one is CANCELLED; one in its grace LAPSES at once, since nothing is left to wait
 * for.
 */
export function cancelRunning(draft: ContractDraft, reason: string): void {
  for (const term of draft.terms) {
    if (term.state === 'OPEN') close(draft, term.id, 'CANCELLED', reason);
    else if (term.state === 'EXPIRED') close(draft, term.id, 'LAPSED', reason);
  }
}
