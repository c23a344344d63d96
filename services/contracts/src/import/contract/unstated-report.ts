import { addDays } from '@perennial/calendar/civil';
import { violation } from '@perennial/kernel/violation';
import type { ContractDraft } from '../../contract/contract-draft.js';
import { periodOn } from '../../period/anchor.js';
import { isOwnCause } from '../../term/closure.js';
import { movedTerm, sameTerm } from '../../term/new-term.js';
import { openTerm } from '../../term/open-term.js';
import { renewIfPaid } from '../../term/renewal.js';
import { takeBack } from '../../term/reopening.js';
import { isRunning, type Term } from '../../term/term.js';
import { move, type Report } from './report.js';

/**
 * A record that states no period is about the running term, so that an update in the grace renews nothing. A closed one
 * stays closed unless the contract came back, or had lapsed and changes: an ERP that exports everything again must not
 * revive who left (protocol.md, Identity).
 */
export function applyUnstated(draft: ContractDraft, report: Report): null {
  const { zone, amount } = report;
  const live = draft.live as Term;
  if (isRunning(live)) move(draft, live, { zone, amount });
  else if (live.state !== 'RENEWED' && !comesBack(draft, live, report)) noteClosed(draft, live);
  return null;
}

function comesBack(draft: ContractDraft, live: Term, report: Report): boolean {
  if (report.reinstated && reinstate(draft, live, report)) return true;
  if (live.state === 'CANCELLED') return report.reinstated && revive(draft, live, report);
  const left = draft.activeClosures(live.id).some(({ closedBy }) => closedBy === 'person');
  const { amount } = live;
  const repriced = amount.currency !== report.amount.currency || amount.minor !== report.amount.minor;
  const changes = report.reinstated || report.recounted || repriced;
  if (left || !changes || draft.contract.revivedOn !== null) return false;
  draft.touchContract({ revivedOn: draft.today });
  return revive(draft, live, report);
}

/** Takes back what the source had ended, while its end or its grace lies ahead. */
function reinstate(draft: ContractDraft, live: Term, { zone, amount }: Report): boolean {
  const restored = [live.uncutLastDay ?? live.lastDay, live.lastDay]
    .map((lastDay) => movedTerm(live, { zone, amount, lastDay, uncutLastDay: null }))
    .find(({ lapsesAt }) => lapsesAt > draft.now);
  if (!restored) return false;
  if (!sameTerm(live, restored)) draft.putTerm(restored);
  reopenOwn(draft, live.id);
  return true;
}

/** Undoes what the contract side had closed a term by; a payment that came in meanwhile renews it. */
export function reopenOwn(draft: ContractDraft, id: Term['id']): void {
  takeBack(draft, id, draft.activeClosures(id).filter(isOwnCause), 'source', 'reinstated by the source');
  renewIfPaid(draft, id);
}

/** Opens the term that contains today, which a person must look at. */
export function revive(draft: ContractDraft, live: Term, { zone, amount }: Report): true {
  const { start, lastDay } = periodOn(draft.contract, draft.today);
  const first = addDays(live.lastDay, 1);
  const bounds = { number: live.number + 1, start: start > first ? start : first, lastDay };
  const id = openTerm(draft, bounds, { zone, amount, openedBy: null, stated: false }, 'source');
  draft.lookAt('lapsed_contract_reopened', id, `the term before it was ${live.state} since ${live.lastDay}`);
  return true;
}

export function noteClosed(draft: ContractDraft, { state, lastDay }: Term): void {
  draft.notes.push(
    violation(
      'status',
      'stays_closed',
      `the term to ${lastDay} is ${state} and stays so; term_start and term_last_day of a later period open the next one`,
    ),
  );
}
