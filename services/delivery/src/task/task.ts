import type {
  ContactId,
  ContractId,
  CustomerId,
  Id,
  MessageId,
  OwnerId,
  ReminderId,
  TeamId,
  TermId,
} from '@perennial/kernel/ids';
import { addMs, DAY, type Instant } from '@perennial/kernel/instant';
import { defineTransitions } from '@perennial/kernel/transitions';
import type { OwnerRole } from '../owner/owner.js';

export type TaskId = Id<'task'>;

/** States of a task. CANCELLED: what it was about ended without it. */
export const TASK = defineTransitions('task', {
  initial: 'OPEN',
  table: { OPEN: ['DONE', 'CANCELLED'], DONE: [], CANCELLED: [] },
  ends: ['DONE', 'CANCELLED'],
});
export type TaskState = (typeof TASK.states)[number];

/** CONTACT is a rung of a ladder, or what an addressee asked for; the others are given by the system. */
export const TASK_KINDS = ['CONTACT', 'SECOND_REMINDER', 'PAYMENT_FAILED', 'COMPLETE_CONTACT'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** What came of it, in the words of whoever did it. */
export const TASK_OUTCOMES = [
  'REACHED',
  'WILL_RENEW',
  'IN_PROCUREMENT',
  'WRONG_CONTACT',
  'NOT_RENEWING',
  'NO_ANSWER',
] as const;
export type TaskOutcome = (typeof TASK_OUTCOMES)[number];

/** Closes what nobody did. */
export const BY_SYSTEM = 'system';

/** Whom a task speaks with. */
export interface TaskAddressee {
  readonly kind: 'CONTACT' | 'OWNER';
  readonly id: ContactId | OwnerId;
}

/** A term that a task is about, and the reminder that asks for it; null where the system does. */
export interface TaskRider {
  readonly termId: TermId;
  readonly contractId: ContractId;
  readonly reminderId: ReminderId | null;
}

/** Who does a task; nobody by name is anybody of that role in the team. */
export interface Assignment {
  readonly assigneeId: OwnerId | null;
  readonly assigneeRole: OwnerRole;
  readonly teamId: TeamId | null;
}

/** A task before it is written. */
export interface NewTask extends Assignment {
  readonly taskId: TaskId;
  readonly kind: TaskKind;
  /** What opens one task and no more. */
  readonly openedFor: string;
  readonly customerId: CustomerId;
  readonly messageId: MessageId | null;
  readonly riders: readonly TaskRider[];
  readonly addressee: TaskAddressee | null;
  /** STEP, or what failed before. */
  readonly reason: string;
  readonly title: string;
  readonly script: string;
  readonly openedAt: Instant;
  readonly dueAt: Instant;
  /** From when on it is of no use; null where it always is. */
  readonly uselessAt: Instant | null;
  /** When it goes to the manager; null without one. */
  readonly escalatesAt: Instant | null;
}

export interface Task extends NewTask {
  readonly state: TaskState;
  readonly outcome: TaskOutcome | null;
  readonly note: string;
  readonly escalatedAt: Instant | null;
  /** Who had it before the manager. */
  readonly escalatedFrom: OwnerId | null;
  readonly closedAt: Instant | null;
  readonly closedBy: string | null;
  readonly version: number;
}

/** A rung's window of today, and the end of its step. */
export interface RungTimes {
  readonly windowClosesAt: Instant;
  readonly closesAt: Instant;
}

/** Less than this is no time to call anybody in: the task is due a day later instead. */
const LEAST_MS = DAY / 12;

/**
 * When a task is due, and from when on it is of no use. Due at the end of the window that the policy chose; of no use
 * behind the step that ends first, which lies before the term's end, or before the lapse where it has ended.
 */
export function timesOf(rungs: readonly RungTimes[], now: Instant): { dueAt: Instant; uselessAt: Instant } {
  const least = (of: (rung: RungTimes) => Instant): Instant => rungs.map(of).reduce((a, b) => (b < a ? b : a));
  const uselessAt = least(({ closesAt }) => closesAt);
  const shuts = least(({ windowClosesAt }) => windowClosesAt);
  const dueAt = shuts - now < LEAST_MS ? addMs(now, DAY) : shuts;
  return { dueAt: dueAt < uselessAt ? dueAt : uselessAt, uselessAt };
}

/** Texts and notes name people: they are forgotten this long after a task ended, and the row after the longer time. */
export const TEXT_KEPT_MS = 30 * DAY;
export const ROW_KEPT_MS = 400 * DAY;

/** When something is next to be done with a task by itself: its escalation, its end, or forgetting it. */
export function nextLook(
  task: Pick<Task, 'state' | 'escalatesAt' | 'escalatedAt' | 'uselessAt' | 'closedAt' | 'title'>,
): Instant | null {
  const { state, escalatesAt, escalatedAt, uselessAt, closedAt, title } = task;
  if (state !== 'OPEN') return addMs(closedAt as Instant, title === '' ? ROW_KEPT_MS : TEXT_KEPT_MS);
  const escalates = escalatedAt === null ? escalatesAt : null;
  if (escalates === null || uselessAt === null) return escalates ?? uselessAt;
  return escalates < uselessAt ? escalates : uselessAt;
}
