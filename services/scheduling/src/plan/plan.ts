import { startOfDay } from '@perennial/calendar/zone';
import type { ReminderId } from '@perennial/kernel/ids';
import type { CompiledPolicy } from '../policy/policy.js';
import { asksAgain, nextTry } from './next-try.js';
import type { PlanInput } from './plan-input.js';
import {
  keyText,
  reminderId,
  type DuePlacement,
  type Placement,
  type PlannedReminder,
  type Reminder,
  type ReminderState,
  type Retry,
} from '../reminder/reminder.js';
import { wantedReminders, type NotWanted, type Wanted } from './wanted.js';

export interface EndedByPlan {
  readonly reminder: Reminder;
  readonly state: 'SUPERSEDED' | 'SUPPRESSED';
  readonly reason: string;
}

/** A live reminder with the place that it gets. */
export interface Move {
  readonly reminder: Reminder;
  readonly to: DuePlacement;
}

/** A row to be inserted; `after` is the answer of delivery to the try before it. */
export interface Inserted extends PlannedReminder {
  readonly rolled: string;
  readonly after: Retry | null;
}

/** What planning changes; nothing in it where everything is as it should be. */
export interface Plan {
  readonly insert: readonly Inserted[];
  /** Live rows whose place changed while key and node date did not. */
  readonly move: readonly Move[];
  readonly end: readonly EndedByPlan[];
  readonly withdraw: readonly { readonly reminder: Reminder; readonly reason: string }[];
  readonly notWanted: readonly NotWanted[];
  /** Steps of which nothing is left to try: a person must look at them. */
  readonly review: readonly { readonly step: string; readonly reason: string }[];
  /** Why nothing is wanted at all: CLOSED, NOT_EXPIRING, NO_CONTACT, NO_POLICY, …; null otherwise. */
  readonly idle: string | null;
}

const LIVE: ReadonlySet<ReminderState> = new Set(['PLANNED', 'HELD']);
const VOID: ReadonlySet<ReminderState> = new Set(['SUPERSEDED', 'SUPPRESSED']);

/**
 * Pure: what has to change so that a term's reminders are what its facts want (protocol.md, Identity and Who decides
 * what).
 */
export function plan(input: PlanInput): Plan {
  const { wanted, notWanted, idle, silenced } = wantedReminders(input);
  const wantedKeys = new Set(wanted.map(keyText));
  const steps = wanted.map((row) => nextStep(row, input, wantedKeys));
  const kept = new Map(steps.flatMap(({ keep }) => (keep ? [[keep.reminderId, keep.place] as const] : [])));
  const left = steps.flatMap(({ none }) => none ?? []);
  const unwanted = input.reminders.filter((reminder) => !kept.has(reminder.reminderId));
  const reason = idle ?? 'REPLANNED';
  return {
    insert: steps.flatMap(({ insert }) => insert ?? []),
    move: input.reminders.flatMap((reminder) => moved(reminder, kept.get(reminder.reminderId))),
    end: unwanted
      .filter(({ state }) => LIVE.has(state))
      .map((reminder) => ({ reminder, state: silenced ? 'SUPPRESSED' : 'SUPERSEDED', reason })),
    withdraw: unwanted
      .filter(({ state, withdrawnAt }) => state === 'RELEASED' && withdrawnAt === null)
      .map((reminder) => ({ reminder, reason })),
    notWanted: [...notWanted, ...left.map(({ review: _, ...none }) => none)],
    review: [...notWanted.filter(({ reason }) => reason === 'NO_ADDRESS'), ...left.filter(({ review }) => review)].map(
      ({ step, reason }) => ({ step, reason }),
    ),
    idle,
  };
}

/** What becomes of a wanted row; nothing of it where the step counts as sent. */
interface NextStep {
  /** The row is there: this is its place. */
  readonly keep?: { readonly reminderId: ReminderId; readonly place: WantedPlace };
  readonly insert?: Inserted;
  /** It is not tried now, or no more. */
  readonly none?: NotWanted & { readonly review: boolean };
}

type WantedPlace = Wanted & DuePlacement;

function nextStep(row: Wanted, input: PlanInput, wantedKeys: ReadonlySet<string>): NextStep {
  const { step, addresseeId } = row;
  const { reminders, term, policy, now } = input;
  const key = keyText(row);
  const same = reminders.filter((reminder) => keyText(reminder) === key);
  const own = same.findLast((r) => r.nodeDate === row.nodeDate && !VOID.has(r.state) && !asksAgain(r));
  const next = nextTry(row, same, term.waitingSince !== null, now);
  const dueAt = 'dueAt' in next ? next.dueAt : row.opensAt;
  if (own && !(LIVE.has(own.state) && isSent(row, same, wantedKeys)))
    return { keep: { reminderId: own.reminderId, place: { ...row, dueAt } } };
  if (own || isSent(row, reminders, wantedKeys)) return {};
  if ('none' in next) return { none: { step, addresseeId, reason: next.none, review: next.review } };
  if (row.closesAt <= now) return { none: { step, addresseeId, reason: 'PAST', review: false } };
  return policy ? { insert: nextOccurrence({ ...row, ...next }, same.length, policy) } : {};
}

/**
 * Whether one of `reminders` has sent the step, to this addressee or to one whom it no longer addresses, and the wanted
 * node does not lie more than repeatAfter later. A released one counts until its outcome is known, so that a date moved
 * in between does not send twice; any outcome but SENT marks the term for planning again.
 */
function isSent(row: Wanted, reminders: readonly Reminder[], wantedKeys: ReadonlySet<string>): boolean {
  const node = startOfDay(row.zone, row.nodeDate);
  const key = keyText(row);
  return reminders.some(
    (r) =>
      isSend(r) &&
      r.step === row.step &&
      r.audience === row.audience &&
      r.track === row.track &&
      r.escalation === row.escalation &&
      (keyText(r) === key || !wantedKeys.has(keyText(r))) &&
      node - (r.sentAt ?? r.releasedAt ?? r.dueAt) <= row.repeatAfterMs,
  );
}

function isSend({ state }: Reminder): boolean {
  return state === 'SENT' || state === 'RELEASED';
}

function nextOccurrence(
  { repeatAfterMs: _, ...row }: Wanted & Pick<Inserted, 'dueAt' | 'after'>,
  occurrence: number,
  { policy, version }: CompiledPolicy,
): Inserted {
  return { ...row, reminderId: reminderId(row, occurrence), occurrence, policy, policyVersion: version };
}

function moved(reminder: Reminder, row: WantedPlace | undefined): Move[] {
  if (!row || !LIVE.has(reminder.state)) return [];
  return placeText(reminder) === placeText(row) ? [] : [{ reminder, to: row }];
}

function placeText(p: Placement): string {
  const window = [p.zone, p.windowFrom, p.windowTo, p.windowDays];
  const rungs = p.rungs.map(({ channel, template }) => `${channel}:${template}`);
  return [p.recipientId, rungs, p.legal, ...window, p.opensAt, p.closesAt].join('|');
}
