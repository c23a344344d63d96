import type { Money } from '@perennial/kernel/money';
import type { ContractDraft } from '../../contract/contract-draft.js';
import { cancelRunning } from '../../term/cancellation.js';
import { contractCause, isOwnCause } from '../../term/closure.js';
import { announce } from '../../term/expiring.js';
import { movedTerm, newTerm, sameTerm } from '../../term/new-term.js';
import { renew, renewIfPaid } from '../../term/renewal.js';
import { takeBack } from '../../term/reopening.js';
import type { NumberedBounds } from '../../term/term-dates.js';
import { isRunning, standing, type Term } from '../../term/term.js';

/** A term as the source reports it. */
export interface ReportedTerm extends NumberedBounds {
  readonly zone: string;
  readonly amount: Money;
}

/** An active contract: its term is opened, moved or, when the contract came back, re-opened. */
export function applyActive(draft: ContractDraft, reported: ReportedTerm, reinstated: boolean): void {
  const known = draft.terms.find(({ number }) => number === reported.number);
  if (!known || known.voided) {
    openReported(draft, reported, known);
    return;
  }
  if (reinstated && (known.state === 'CANCELLED' || known.state === 'LAPSED')) {
    move(draft, known, reported);
    takeBack(draft, known.id, draft.activeClosures(known.id).filter(isOwnCause), 'source', 'reinstated by the source');
    renewIfPaid(draft, known.id);
  } else if (isRunning(known)) {
    moveRunning(draft, known, reported);
  } else if (known.state === 'LAPSED') {
    moveLapsed(draft, known, reported);
  }
  announce(draft, known.id);
}

/**
 * A contract that goes on no more. What ended before it was first reported is history: recorded, announced to nobody.
 */
export function applyEnded(draft: ContractDraft, reported: ReportedTerm, status: 'CANCELLED' | 'ENDED'): void {
  const known = draft.terms.find(({ number }) => number === reported.number);
  if (known && isRunning(known)) move(draft, known, reported);
  cancelRunning(draft, status === 'CANCELLED' ? 'cancelled by the source' : 'ended by the source');
  if (!known) draft.putTerm(newTerm(draft.contract, reported, { ...reported, state: 'CANCELLED', openedBy: null }));
}

/**
 * A term that does not stand yet: the newest opens and renews those before it; one before a known term is its history.
 * @param voided the term of this number that a reversal had voided; it comes back with the reported dates, and somebody
 *   should look at that (protocol.md, Identity)
 */
function openReported(draft: ContractDraft, reported: ReportedTerm, voided: Term | undefined): void {
  const terms = standing(draft.terms);
  const history = terms.some(({ number }) => number > reported.number);
  const earlier = terms.filter(({ number }) => number < reported.number);
  const fresh = newTerm(draft.contract, reported, { ...reported, state: history ? 'RENEWED' : 'OPEN', openedBy: null });
  if (voided) {
    if (history) return;
    draft.putTerm({ ...movedTerm(voided, reported), openedBy: null });
    takeBack(draft, voided.id, draft.activeClosures(voided.id), 'source', 'reported by the source');
    draft.alerts.push('renewed_after_reversal');
  } else draft.putTerm(fresh);
  if (history) return;
  const { id } = voided ?? fresh;
  const last = earlier.at(-1);
  for (const before of earlier) {
    if (isRunning(before) || (before === last && before.state === 'LAPSED'))
      renew(draft, before.id, contractCause(draft.versionAfter(before.id)), id);
  }
  announce(draft, id);
}

function move(draft: ContractDraft, term: Term, reported: ReportedTerm): void {
  const moved = movedTerm(term, reported);
  if (!sameTerm(term, moved)) draft.putTerm(moved);
}

/**
 * Other dates, zone or price; a term that had expired under its old dates is open again when its end lies ahead now.
 */
function moveRunning(draft: ContractDraft, term: Term, reported: ReportedTerm): void {
  const moved = movedTerm(term, reported);
  if (sameTerm(term, moved)) return;
  draft.putTerm(moved.endsAt > draft.now ? { ...moved, state: 'OPEN' } : moved);
}

/** A lapsed term moves only when its end comes to lie ahead: then the lapse was a wrong date's. */
function moveLapsed(draft: ContractDraft, term: Term, reported: ReportedTerm): void {
  const moved = movedTerm(term, reported);
  if (sameTerm(term, moved) || moved.endsAt <= draft.now) return;
  draft.putTerm(moved);
  takeBack(
    draft,
    term.id,
    draft.activeClosures(term.id).filter(({ closedAs }) => closedAs === 'LAPSED'),
    'moved',
    'its dates were corrected',
  );
}
