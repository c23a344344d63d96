import { startOfDay } from '@perennial/calendar/zone';
import type { Evidence } from '../evidence/evidence.js';
import type { PolicyStep } from '../policy/policy.js';
import type { Reachable } from '../reach/reach.js';
import type { Reminder } from '../reminder/reminder.js';
import { stepKey } from './planned-by.js';
import type { PlanInput } from './plan-input.js';
import { LIVE, sendTime } from './sent.js';
import type { Wanted } from './wanted-row.js';

/** A step with follow-ups as one addressee has it: what is wanted, what went, and what was heard behind it. */
export interface SilentStep {
  readonly step: PolicyStep;
  /** Its row on its first track. */
  readonly row: Wanted;
  readonly person: Reachable;
  /** What the addressee hears next that is no legal notice, on all its tracks; empty for nothing. */
  readonly next: readonly Wanted[];
  /** Rows of the step to the addressee, of any track, escalation and state. */
  readonly own: readonly Reminder[];
  /** What was sent since the step itself went, the step first; empty while it did not. */
  readonly series: readonly Reminder[];
  /** The newest word of the term that the addressee had, of whatever step. */
  readonly last: Reminder | null;
  readonly evidence: readonly Evidence[];
}

/** Pure: the steps with follow-ups among rows, by addressee. */
export function silentSteps(rows: readonly Wanted[], steps: readonly PolicyStep[], input: PlanInput): SilentStep[] {
  const byKey = new Map(steps.map((step) => [stepKey(step), step]));
  return rows.flatMap((row, i) => {
    const step = byKey.get(`${row.step}|${row.audience}`);
    if (!step || step.escalate.length === 0 || rows.findIndex((of) => isSameStep(of, row)) !== i) return [];
    return [silentStep(step, row, rows, input)];
  });
}

function silentStep(
  step: PolicyStep,
  row: Wanted,
  rows: readonly Wanted[],
  { reminders, evidence, contacts, owners }: PlanInput,
): SilentStep {
  const later = rows.filter((of) => isSamePerson(of, row) && !of.legal && of.opensAt > row.opensAt);
  const opensNext = Math.min(...later.map(({ opensAt }) => opensAt));
  const sends = reminders.filter((r) => isSamePerson(r, row) && r.state === 'SENT').sort(byTime);
  const own = reminders.filter((r) => isSameStep(r, row));
  const first = sends.findLast((r) => isSameStep(r, row) && r.escalation === 0 && satisfies(r, row));
  const series = first ? sends.filter((r) => isSameStep(r, row) && sendTime(r) >= sendTime(first)) : [];
  const ids = new Set(series.map(({ reminderId }) => reminderId));
  const people = [
    ...contacts.map((of) => ({ ...of, id: of.contactId as string })),
    ...owners.map((of) => ({ ...of, id: of.ownerId as string })),
  ];
  return {
    step,
    row,
    person: people.find(({ id }) => id === row.addresseeId) ?? { recipientId: row.recipientId, channels: [] },
    next: later.filter(({ opensAt }) => opensAt === opensNext),
    own,
    series,
    last: sends.at(-1) ?? null,
    evidence: evidence.filter(({ reminderId }) => ids.has(reminderId)),
  };
}

/** When the step goes that has not gone yet; null where it does not go any more. */
export function goesAt({ row, own }: SilentStep, now: number): number | null {
  const waiting = own.filter((r) => r.escalation === 0 && (LIVE.has(r.state) || r.state === 'RELEASED'));
  if (waiting.length > 0) return Math.max(...waiting.map(sendTime));
  return row.closesAt > now ? row.opensAt : null;
}

type Step = Pick<Wanted, 'step' | 'audience' | 'addresseeId'>;

function isSameStep(a: Step, b: Step): boolean {
  return a.step === b.step && isSamePerson(a, b);
}

function isSamePerson(a: Step, b: Step): boolean {
  return a.addresseeId === b.addresseeId && a.audience === b.audience;
}

/** As a sent row does in planning (satisfied.ts): of the very node date, or near enough before it. */
function satisfies(sent: Reminder, row: Wanted): boolean {
  const same = sent.nodeDate === row.nodeDate && sent.node === row.node;
  return same || startOfDay(row.zone, row.nodeDate) - sendTime(sent) <= row.repeatAfterMs;
}

function byTime(a: Reminder, b: Reminder): number {
  return sendTime(a) - sendTime(b);
}
