import { addDays, addMonthsClamped } from '@perennial/calendar/civil';
import type { TermBounds } from '@perennial/calendar/term';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import type { ContractDraft } from '../../contract/contract-draft.js';
import { layNext } from '../../period/next-period.js';
import { meaningOf } from '../../period/stated-period.js';
import { historyNumber } from '../../period/term-number.js';
import { contractCause } from '../../term/closure.js';
import { movedTerm, newTerm, sameDates, termId } from '../../term/new-term.js';
import { openTerm } from '../../term/open-term.js';
import { renew } from '../../term/renewal.js';
import { takeBack } from '../../term/reopening.js';
import { isRunning, type Term } from '../../term/term.js';
import { move, type Report } from './report.js';
import { noteClosed, reopenOwn } from './unstated-report.js';

/** A period that the source states, of an active contract, by the first rule that fits (protocol.md, Identity). */
export function applyStated(draft: ContractDraft, report: Report, stated: TermBounds): FieldViolation | null {
  const meaning = meaningOf(draft.standing, stated);
  if (meaning.of === 'earlier') stateEarlier(draft, meaning.term, stated);
  else if (meaning.of === 'live') stateLive(draft, meaning.term, meaning.period, report);
  else if (meaning.of === 'next') stateNext(draft, meaning.period, report);
  else return meaning.of === 'history' ? stateHistory(draft, stated, report) : overlap(draft, stated);
  return null;
}

/**
 * A term that another one follows keeps its dates, unless it still runs and the next one has not begun: then its last
 * day moves and the next one is laid anew.
 */
export function stateEarlier(draft: ContractDraft, term: Term, stated: TermBounds): void {
  const { today, standing, live } = draft;
  if (stated.start === term.start && stated.lastDay === term.lastDay) return;
  const at = standing.findIndex(({ id }) => id === term.id);
  const next = standing[at + 1];
  const runs = term.start <= today && today <= term.lastDay && stated.lastDay >= term.start;
  if (!next || !runs || next.id !== live?.id || next.state !== 'OPEN' || next.start <= today) {
    draft.notes.push(
      violation(
        'term_start',
        'kept_dates',
        `the period is taken as that of ${term.start} to ${term.lastDay}, which keeps its dates`,
      ),
    );
    return;
  }
  if (stated.lastDay === term.lastDay) return;
  const moved = movedTerm(term, { lastDay: stated.lastDay, stated: true });
  draft.putTerm(moved);
  const { period, anchor } = layNext(draft.contract, moved, standing[at - 1]);
  draft.touchContract({ anchor });
  draft.putTerm(movedTerm(next, { ...period, stated: false }));
}

function stateLive(draft: ContractDraft, live: Term, period: TermBounds, report: Report): void {
  const { zone, amount, reinstated } = report;
  const to = { ...period, zone, amount, stated: true };
  const closed = live.state === 'CANCELLED' || live.state === 'LAPSED';
  if (closed && reinstated) {
    move(draft, live, { ...to, uncutLastDay: null });
    reopenOwn(draft, live.id);
  } else if (live.state === 'LAPSED') moveLapsed(draft, live, movedTerm(live, to));
  else if (live.state === 'CANCELLED') noteClosed(draft, live);
  else move(draft, live, to);
}

/** Dates by which a term has not lapsed take its lapse back: it was a wrong date's. */
function moveLapsed(draft: ContractDraft, live: Term, moved: Term): void {
  if (sameDates(live, moved)) {
    noteClosed(draft, live);
    return;
  }
  draft.putTerm(moved);
  if (moved.lapsesAt <= draft.now) return;
  const lapses = draft.activeClosures(live.id).filter(({ closedAs }) => closedAs === 'LAPSED');
  takeBack(draft, live.id, lapses, 'moved', 'its dates were corrected');
}

/** A later period renews the one before it, also where a reversal had voided that period: then it comes back. */
function stateNext(draft: ContractDraft, period: TermBounds, { zone, amount }: Report): void {
  const live = draft.live as Term;
  const number = live.number + 1;
  const voided = draft.terms.some(({ id }) => id === termId(draft.contract.id, number));
  const id = openTerm(draft, { number, ...period }, { zone, amount, openedBy: null, stated: true }, 'source');
  if (voided) draft.lookAt('renewal_after_reversal', id, 'the source says that the period runs');
  if (isFarAhead(draft, live, period))
    draft.lookAt('renewed_ahead', id, `the source renewed into ${period.start} on ${draft.today}`);
  if (isRunning(live) || live.state === 'LAPSED')
    renew(draft, live.id, { cause: contractCause(draft.versionAfter(live.id)), by: 'source', paidAt: null }, id);
  if (live.state !== 'CANCELLED') draft.lineage.push({ termId: id, fromTermId: live.id, kind: 'RENEWAL' });
}

/** Whether a term begins more than one period from today, or leaves out a whole one. */
function isFarAhead({ today, contract }: ContractDraft, live: Term, { start }: TermBounds): boolean {
  const [fromToday, fromEnd] = [today, addDays(live.lastDay, 1)].map((day) =>
    addMonthsClamped(day, contract.periodMonths),
  ) as [string, string];
  return start > fromToday || (start > today && start >= fromEnd);
}

/** A term of before: renewed, and announced to nobody. */
export function stateHistory(draft: ContractDraft, stated: TermBounds, report: Report): FieldViolation | null {
  const number = historyNumber(draft.standing, stated, draft.contract.periodMonths);
  if (number === null)
    return violation('term_start', 'overlap', 'between the terms before and after it there is no room for another one');
  const { zone, amount } = report;
  const opening = { zone, amount, openedBy: null, stated: true };
  const term = newTerm(draft.contract, { number, ...stated }, { ...opening, state: 'RENEWED' });
  draft.putTerm(term);
  draft.putClosure({
    termId: term.id,
    cause: contractCause(draft.versionAfter(term.id)),
    closedAs: 'RENEWED',
    closedAt: draft.now,
    closedBy: 'source',
    undoneBy: null,
  });
  return null;
}

/** Names the date that lies in another term. */
export function overlap(draft: ContractDraft, stated: TermBounds): FieldViolation {
  const inside = draft.standing.some(({ start, lastDay }) => start < stated.start && stated.start <= lastDay);
  return violation(
    inside ? 'term_start' : 'term_last_day',
    'overlap',
    'the dates overlap another term of this contract',
  );
}
