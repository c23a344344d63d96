import { addDays } from '@perennial/calendar/civil';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import type { ContractDraft } from '../../contract/contract-draft.js';
import { periodOn } from '../../period/anchor.js';
import { layNext } from '../../period/next-period.js';
import { firstNumber } from '../../period/term-number.js';
import { announce } from '../../term/expiring.js';
import { movedTerm } from '../../term/new-term.js';
import { dueInstants } from '../../term/term-dates.js';
import { openFollowing, openTerm } from '../../term/open-term.js';
import { isRunning, type Term } from '../../term/term.js';
import { UNCONFIRMED } from '../../term/unconfirmed.js';
import type { Report } from './report.js';
import { applyStated } from './stated-report.js';
import { applyUnstated, revive } from './unstated-report.js';

/** An active contract: its terms follow what the source says. @returns why the record is refused; null: it is taken */
export function applyActive(draft: ContractDraft, report: Report): FieldViolation | null {
  if (!draft.live) {
    openFirst(draft, report);
    return null;
  }
  if (report.recounted) countAnew(draft);
  openMissing(draft, report);
  const refused = report.stated ? applyStated(draft, report, report.stated) : applyUnstated(draft, report);
  if (refused) return refused;
  if (report.recounted) noteKept(draft, report);
  followAutoRenew(draft);
  if (draft.live) announce(draft, draft.live.id);
  return null;
}

/** The first term that is known of a contract: the stated one, else the one that runs today. */
function openFirst(draft: ContractDraft, { stated, zone, amount }: Report): void {
  const { originalStart, periodMonths } = draft.contract;
  const day = draft.today > originalStart ? draft.today : originalStart;
  const period = stated ?? periodOn(draft.contract, day);
  const number = firstNumber(originalStart, periodMonths, period.start);
  const id = openTerm(draft, { number, ...period }, { zone, amount, openedBy: null, stated: stated !== null });
  announce(draft, id);
}

/**
 * Another cycle or start date: periods count from the day after the last term that has begun or is closed, and an open
 * one behind it is laid anew from there. A term that has begun keeps its dates.
 */
export function countAnew(draft: ContractDraft): void {
  const { periodMonths, originalStart } = draft.contract;
  const begun = lastBegun(draft);
  const anchor = begun ? addDays(begun.lastDay, 1) : originalStart;
  draft.touchContract({ anchor });
  const { live } = draft;
  if (draft.contract.status !== 'ACTIVE' || live?.state !== 'OPEN' || live.id === begun?.id) return;
  const period = periodOn({ anchor, periodMonths }, draft.today > anchor ? draft.today : anchor);
  draft.putTerm(movedTerm(live, { ...period, stated: false }));
}

/** The answer says that the term that runs kept its dates, and how to state others. */
function noteKept(draft: ContractDraft, { stated }: Report): void {
  const begun = lastBegun(draft);
  if (!begun) return;
  const anchor = addDays(begun.lastDay, 1);
  draft.touchContract({ anchor });
  if (stated || (begun.lastDay < draft.today && !isRunning(begun))) return;
  draft.notes.push(
    violation(
      'period_months',
      'kept_dates',
      `the term that has begun keeps its dates, ${begun.start} to ${begun.lastDay}, and the next one begins on ` +
        `${anchor}; term_start and term_last_day state others`,
    ),
  );
}

/** The newest term that has begun or is closed. */
function lastBegun(draft: ContractDraft): Term | undefined {
  return draft.standing.findLast(({ state, start }) => state !== 'OPEN' || start <= draft.today);
}

/**
 * A contract that goes on has a term to renew: the one after a renewed one was not opened while it did not. Where that
 * would have lapsed meanwhile, the one that contains today is opened.
 */
function openMissing(draft: ContractDraft, report: Report): void {
  const { live } = draft;
  if (live?.state !== 'RENEWED') return;
  const { period } = layNext(draft.contract, live, draft.standing.at(-2));
  const lapsesAt = dueInstants({ lastDay: period.lastDay, zone: live.zone, reopenedOn: null }).lapsesAt;
  const renewal = draft.activeClosures(live.id).find(({ closedAs }) => closedAs === 'RENEWED');
  if (lapsesAt <= draft.now) revive(draft, live, report);
  else if (renewal) openFollowing(draft, live, renewal.cause);
}

/** A running term renews by itself when its contract does. */
function followAutoRenew(draft: ContractDraft): void {
  const { live } = draft;
  const { autoRenew } = draft.contract;
  if (!live || !isRunning(live) || live.autoRenew === autoRenew) return;
  draft.touchTerm({ ...live, autoRenew });
  if (live.state !== 'EXPIRED') return;
  if (autoRenew) draft.lookAt('auto_renewal_unconfirmed', live.id, UNCONFIRMED);
  else draft.settle('auto_renewal_unconfirmed', live.id);
}
