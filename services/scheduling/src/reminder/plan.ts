import { startOfDay } from '@perennial/calendar/zone';
import type { ReminderId } from '@perennial/kernel/ids';
import type { CompiledPolicy } from '../policy/policy.js';
import type { PlanInput } from './plan-input.js';
import {
  keyText,
  reminderId,
  type Placement,
  type PlannedReminder,
  type Reminder,
  type ReminderState,
} from './reminder.js';
import { wantedReminders, type NotWanted, type Wanted } from './wanted.js';

export interface EndedByPlan {
  readonly reminder: Reminder;
  readonly state: 'SUPERSEDED' | 'SUPPRESSED';
  readonly reason: string;
}

/** What planning changes; nothing in it where everything is as it should be. */
export interface Plan {
  readonly insert: readonly (PlannedReminder & { readonly rolled: string })[];
  /** Live rows whose place changed while key and node date did not. */
  readonly move: readonly { readonly reminder: Reminder; readonly to: Placement }[];
  readonly end: readonly EndedByPlan[];
  readonly withdraw: readonly { readonly reminder: Reminder; readonly reason: string }[];
  readonly notWanted: readonly NotWanted[];
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
  const kept = new Map<ReminderId, Wanted>();
  const insert: (PlannedReminder & { rolled: string })[] = [];
  const late: NotWanted[] = [];
  for (const row of wanted) {
    const key = keyText(row);
    const same = input.reminders.filter((reminder) => keyText(reminder) === key);
    const own = same.findLast((reminder) => reminder.nodeDate === row.nodeDate && !VOID.has(reminder.state));
    if (own && !(LIVE.has(own.state) && isSent(row, same))) kept.set(own.reminderId, row);
    else if (own || isSent(row, input.reminders)) continue;
    else if (row.closesAt <= input.now) late.push({ step: row.step, contactId: row.contactId, reason: 'PAST' });
    else if (input.policy) insert.push(nextOccurrence(row, same.length, input.policy));
  }
  const unwanted = input.reminders.filter((reminder) => !kept.has(reminder.reminderId));
  const reason = idle ?? 'REPLANNED';
  return {
    insert,
    move: input.reminders.flatMap((reminder) => moved(reminder, kept.get(reminder.reminderId))),
    end: unwanted
      .filter(({ state }) => LIVE.has(state))
      .map((reminder) => ({ reminder, state: silenced ? 'SUPPRESSED' : 'SUPERSEDED', reason })),
    withdraw: unwanted
      .filter(({ state, withdrawnAt }) => state === 'RELEASED' && withdrawnAt === null)
      .map((reminder) => ({ reminder, reason })),
    notWanted: [...notWanted, ...late],
    idle,
  };
}

/**
 * Whether one of `reminders` has sent the step, whichever contact it went to, and the wanted node does not lie more
 * than repeatAfter
 * later. A released one counts until its outcome is known, so that a date moved in between does not send twice; any
 * outcome but SENT
 * marks the term for planning again.
 */
function isSent(row: Wanted, reminders: readonly Reminder[]): boolean {
  const node = startOfDay(row.zone, row.nodeDate);
  return reminders.some(
    (r) =>
      isSend(r) &&
      r.step === row.step &&
      r.audience === row.audience &&
      r.track === row.track &&
      r.escalation === row.escalation &&
      node - (r.sentAt ?? r.releasedAt ?? r.dueAt) <= row.repeatAfterMs,
  );
}

function nextOccurrence(
  { repeatAfterMs: _, ...row }: Wanted,
  occurrence: number,
  { policy, version }: CompiledPolicy,
): PlannedReminder & { rolled: string } {
  return { ...row, reminderId: reminderId(row, occurrence), occurrence, policy, policyVersion: version };
}

function isSend({ state }: Reminder): boolean {
  return state === 'SENT' || state === 'RELEASED';
}

function moved(reminder: Reminder, row: Wanted | undefined): { reminder: Reminder; to: Placement }[] {
  if (!row || !LIVE.has(reminder.state)) return [];
  const placeOf = (p: Placement): string =>
    [
      p.recipientId,
      p.template,
      p.channels,
      p.legal,
      p.zone,
      p.windowFrom,
      p.windowTo,
      p.windowDays,
      p.opensAt,
      p.closesAt,
    ].join('|');
  return placeOf(reminder) === placeOf(row) ? [] : [{ reminder, to: row }];
}
