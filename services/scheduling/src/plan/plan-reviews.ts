import { nodeDate, parseNode } from '@perennial/calendar/node';
import { toLocal } from '@perennial/calendar/zone';
import { keyText, type Reminder } from '../reminder/reminder.js';
import type { PlanInput } from './plan-input.js';
import type { PlanReview } from '../review/plan-review.js';
import { asksAgain } from './next-try.js';
import { isNotRenewing } from './not-renewing.js';
import { LIVE, sendsOf, sendTime } from './sent.js';
import type { NotWanted, Wanted } from './wanted-row.js';

interface Planned {
  readonly wanted: readonly Wanted[];
  readonly notWanted: readonly NotWanted[];
  readonly insert: readonly Pick<Reminder, 'audience'>[];
  readonly idle: string | null;
}

/**
 * Pure: what a person must look at as of this planning, one of a kind (invariant never-unreachable-in-silence): nobody
 * who could be told, a last warning that was not sent, a step of which nothing is left to try, corrections without end,
 * a hold that nobody answers for, and terms without policy, contact or price.
 */
export function reviewsOf(planned: Planned, input: PlanInput): PlanReview[] {
  const { idle } = planned;
  if (idle === 'NO_POLICY') return [{ kind: 'no_policy', step: '', reason: idle }];
  if (idle === 'NO_CONTACT') return [{ kind: 'no_contact', step: '', reason: idle }];
  if (idle !== null) return [];
  const { currency } = input.term.facts ?? {};
  const noPrice: PlanReview[] = currency === '' ? [{ kind: 'no_price', step: '', reason: 'NO_PRICE' }] : [];
  const lost: PlanReview[] = isNotRenewing(input) ? [{ kind: 'not_renewing', step: '', reason: 'NOT_RENEWING' }] : [];
  const all = [...noPrice, ...lost, ...unreachable(planned, input), ...unsent(planned, input), ...ofReasons(planned)];
  return all.filter((one, i) => all.findIndex(({ kind }) => kind === one.kind) === i);
}

/** Nobody to tell counts while a step lies ahead, or where nothing of the term was told at all. */
function unreachable({ notWanted }: Planned, { term: { facts }, reminders, now }: PlanInput): PlanReview[] {
  if (!facts) return [];
  const today = toLocal(facts.zone, now).date;
  const silent = sendsOf(reminders, 'CUSTOMER').length === 0;
  const isAhead = (step: string): boolean => {
    const node = parseNode(step.slice(0, step.indexOf('/')));
    return node !== null && nodeDate(facts.lastDay, node) >= today;
  };
  return notWanted
    .filter(({ reason, step }) => reason === 'NO_ADDRESS' && (silent || isAhead(step)))
    .map(({ step, reason }) => ({ kind: 'no_addressee', step, reason }));
}

/** The last word before the end, or of all, that came to nothing, and after which nothing was sent or is planned. */
function unsent({ wanted, notWanted, insert }: Planned, { reminders, hold }: PlanInput): PlanReview[] {
  const sends = sendsOf(reminders, 'CUSTOMER');
  const pending = [...reminders.filter(({ state }) => LIVE.has(state)), ...insert].some(
    ({ audience }) => audience === 'CUSTOMER',
  );
  if (pending || hold) return [];
  return wanted.flatMap((row) => {
    if (!row.lastStep) return [];
    const own = reminders.findLast((r) => keyText(r) === keyText(row) && r.nodeDate === row.nodeDate);
    const reason = own && failed(own) ? own.reason : missed(row, notWanted, sends.length > 0);
    const later = sends.some((send) => sendTime(send) >= row.opensAt);
    return reason === null || later ? [] : [{ kind: 'last_warning_not_sent', step: row.step, reason }];
  });
}

function failed(own: Reminder): boolean {
  return (own.state === 'SKIPPED' || own.state === 'FAILED') && !asksAgain(own);
}

/** A last step that was not even tried matters where nothing else was told, and always once its tries are used up. */
function missed({ step, addresseeId }: Wanted, notWanted: readonly NotWanted[], told: boolean): string | null {
  const none = notWanted.find((of) => of.step === step && of.addresseeId === addresseeId);
  if (!none) return null;
  if (none.reason === 'NO_OPENING' || none.reason === 'TRIES_USED') return none.reason;
  return none.reason === 'PAST' && !told ? none.reason : null;
}

function ofReasons({ notWanted }: Planned): PlanReview[] {
  return notWanted.flatMap(({ step, reason }): PlanReview[] => {
    if (reason === 'CORRECTIONS_USED') return [{ kind: 'corrections_without_end', step, reason }];
    if (reason === 'HELD_AT_LAST_STEP') return [{ kind: 'hold_at_last_step', step, reason }];
    if (reason === 'NO_OPENING') return [{ kind: 'no_opening', step, reason }];
    if (reason === 'TRIES_USED') return [{ kind: 'tries_used', step, reason }];
    return [];
  });
}
