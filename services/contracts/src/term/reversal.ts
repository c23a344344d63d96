import { newEvent } from '@perennial/events/event';
import type { PaymentId, TermId } from '@perennial/kernel/ids';
import type { ContractDraft } from '../contract/contract-draft.js';
import { paymentCause } from './closure.js';
import { takeBack } from './reopening.js';

/**
 * Takes a payment back. One that never renewed the term leaves an undone cause behind, so that its late arrival closes
 * nothing; the replicas are told the same.
 */
export function reverse(draft: ContractDraft, id: TermId, paymentId: PaymentId, reason: string): void {
  const cause = paymentCause(paymentId);
  const known = draft.closure(id, cause);
  if (known?.undoneBy) return;
  if (known) {
    takeBack(draft, id, [known], 'reversal', reason);
    return;
  }
  draft.putClosure({ termId: id, cause, closedAs: 'RENEWED', closedAt: draft.now, undoneBy: 'reversal' });
  draft.fact((final) => newEvent('contract.reopened', { term: final.snapshot(id), undoes: [cause], reason }));
}
