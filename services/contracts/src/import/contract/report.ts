import type { TermBounds } from '@perennial/calendar/term';
import type { Money } from '@perennial/kernel/money';
import type { ContractDraft } from '../../contract/contract-draft.js';
import { movedTerm, sameTerm } from '../../term/new-term.js';
import type { Term } from '../../term/term.js';

/** What a newer record of a known contract says of its terms. */
export interface Report {
  /** Null: the record states no period. */
  readonly stated: TermBounds | null;
  readonly zone: string;
  readonly amount: Money;
  /** The contract goes on again after it was cancelled or ended. */
  readonly reinstated: boolean;
  /** The record has another cycle or start date than the one before. */
  readonly recounted: boolean;
}

/**
 * Other dates, zone or price of a term; one that had expired under its old dates is open again when its end lies ahead
 * now.
 */
export function move(draft: ContractDraft, term: Term, to: Parameters<typeof movedTerm>[1]): void {
  const moved = movedTerm(term, to);
  if (sameTerm(term, moved)) {
    if (moved.stated !== term.stated) draft.touchTerm(moved);
    return;
  }
  const comesBack = term.state === 'EXPIRED' && moved.endsAt > draft.now;
  draft.putTerm(comesBack ? { ...moved, state: 'OPEN' } : moved);
  if (comesBack) draft.settle('auto_renewal_unconfirmed', term.id);
}
