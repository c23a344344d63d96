import type { TermBounds } from '@perennial/calendar/term';
import type { FieldViolation } from '@perennial/kernel/violation';
import type { ContractDraft } from '../../contract/contract-draft.js';
import { periodOn } from '../../period/anchor.js';
import { meaningOf } from '../../period/stated-period.js';
import { firstNumber, type NumberedBounds } from '../../period/term-number.js';
import { cancelRunning, endOn } from '../../term/cancellation.js';
import { contractCause } from '../../term/closure.js';
import { newTerm, termId } from '../../term/new-term.js';
import { isRunning, type Term } from '../../term/term.js';
import { countAnew } from './active-report.js';
import { move, type Report } from './report.js';
import { overlap, stateHistory } from './stated-report.js';

/**
 * A contract that goes on no more: what runs ends on the day for which it was cancelled. What ended before it was first
 * reported is history: recorded, announced to nobody. @returns why the record is refused; null: it is taken
 */
export function applyEnded(
  draft: ContractDraft,
  report: Report,
  status: 'CANCELLED' | 'ENDED',
  endedOn: string,
): FieldViolation | null {
  const { live } = draft;
  if (!live) {
    recordFirst(draft, report, endedOn);
    return null;
  }
  if (report.recounted) countAnew(draft);
  const refused = report.stated && applyPeriod(draft, live, report, report.stated, endedOn);
  if (refused) return refused;
  const last = draft.live?.id === live.id;
  const reason = status === 'CANCELLED' ? 'cancelled by the source' : 'ended by the source';
  cancelRunning(draft, 'source', reason, last ? endedOn : null);
  if (last && live.state === 'CANCELLED') endOn(draft, live.id, endedOn);
  return null;
}

/** The period that the record is about gets its dates, up to the end. @returns why it is refused */
function applyPeriod(
  draft: ContractDraft,
  live: Term,
  report: Report,
  stated: TermBounds,
  endedOn: string,
): FieldViolation | null {
  const { zone, amount } = report;
  const meaning = meaningOf(draft.standing, stated);
  if (meaning.of === 'history') return stateHistory(draft, stated, report);
  if (meaning.of === 'nothing') return overlap(draft, stated);
  if (meaning.of === 'next') record(draft, { number: live.number + 1, ...meaning.period }, report, endedOn);
  else if (meaning.of === 'live' && (isRunning(live) || live.state === 'CANCELLED'))
    move(draft, live, { ...upTo(endedOn, meaning.period, live), zone, amount, stated: true });
  return null;
}

/** The dates of a term that ends on a day: it may lie behind its period where the term has not ended before. */
function upTo(endedOn: string, period: TermBounds, { state }: Term): Pick<Term, 'start' | 'lastDay' | 'uncutLastDay'> {
  const { start, lastDay } = period;
  const moves = endedOn >= start && endedOn !== lastDay && (endedOn < lastDay || state !== 'EXPIRED');
  return moves ? { start, lastDay: endedOn, uncutLastDay: lastDay } : { start, lastDay, uncutLastDay: null };
}

function recordFirst(draft: ContractDraft, report: Report, endedOn: string): void {
  const { originalStart, periodMonths } = draft.contract;
  const period = report.stated ?? periodOn(draft.contract, endedOn);
  record(draft, { number: firstNumber(originalStart, periodMonths, period.start), ...period }, report, endedOn);
}

/** A term that is over when it is first heard of; one of its number that a re-opening voided stays so. */
function record(draft: ContractDraft, bounds: NumberedBounds, report: Report, endedOn: string): void {
  const { zone, amount, stated } = report;
  if (draft.terms.some(({ id }) => id === termId(draft.contract.id, bounds.number))) return;
  const opening = { zone, amount, openedBy: null, stated: stated !== null };
  const term = newTerm(draft.contract, bounds, { ...opening, state: 'CANCELLED' });
  draft.putTerm(term);
  draft.putClosure({
    termId: term.id,
    cause: contractCause(draft.versionAfter(term.id)),
    closedAs: 'CANCELLED',
    closedAt: draft.now,
    closedBy: 'source',
    undoneBy: null,
  });
  endOn(draft, term.id, endedOn);
}
