import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { newId, toId, type MessageId, type OwnerId } from '@perennial/kernel/ids';
import { parseInstant, type Instant } from '@perennial/kernel/instant';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { holdGuards } from '../guard/guard.store.js';
import { readOwners } from '../owner/owner.store.js';
import { assign, escalatesAt } from './assignment.js';
import { readTaskMessage, termsOfMessage, type RidingRider, type TaskMessage } from './task-message.store.js';
import { findOpenedFor, insertTasks } from './task.store.js';
import { taskOpened } from './task-events.js';
import { timesOf, type NewTask, type RungTimes, type TaskId } from './task.js';

/** The text of a message that a person is to tell. */
export interface TaskText {
  readonly idempotencyKey: string;
  readonly title: string;
  readonly script: string;
}

/** Opens the task of a message, once, in delivery's own database. */
@Injectable()
export class OpenTask {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly workSignal: WorkSignal,
  ) {}

  /**
   * Under the guards of its terms, which the fence waits for. @returns the task; null where something of the message
   * may not be told any more, so that it goes through its guards again.
   */
  async execute(text: TaskText): Promise<TaskId | null> {
    const messageId = messageIdOf(text.idempotencyKey);
    return await this.database.transaction('delivery.open-task', async (tx) => {
      const guards = await holdGuards(tx, await termsOfMessage(tx, messageId));
      const message = await readTaskMessage(tx, messageId);
      if (!message || message.riders.length === 0) return null;
      if (message.riders.some(({ termId, recalled }) => recalled || guards.get(termId) !== false)) return null;
      return await this.#open(tx, message, text, this.clock.now());
    });
  }

  /** The task of a key; null where there is none. */
  async find(idempotencyKey: string): Promise<TaskId | null> {
    const task = await findOpenedFor(this.database, openedFor(messageIdOf(idempotencyKey)));
    return task?.taskId ?? null;
  }

  async #open(tx: Transaction, message: TaskMessage, text: TaskText, now: Instant): Promise<TaskId> {
    const { messageId, addressee, ownerId, teamId } = message;
    // A colleague who is told does what he is told; a customer is spoken to by who looks after him.
    const doer = addressee.kind === 'OWNER' ? (addressee.id as OwnerId) : ownerId;
    const owners = await readOwners(tx, doer === null ? [] : [doer]);
    const assignment = assign(doer, teamId, owners);
    const managers = await readOwners(tx, assignment.assigneeId === null ? [] : [assignment.assigneeId]);
    const times = timesOf(message.riders.map(rungTimes), now);
    const task: NewTask = {
      ...assignment,
      ...times,
      taskId: newId<TaskId>(),
      kind: 'CONTACT',
      openedFor: openedFor(messageId),
      customerId: message.customerId,
      messageId,
      riders: message.riders.map(({ termId, contractId, reminderId }) => ({ termId, contractId, reminderId })),
      addressee,
      reason: reasonOf(message),
      title: text.title,
      script: text.script,
      openedAt: now,
      escalatesAt: escalatesAt(assignment, times.dueAt, managers),
    };
    const inserted = await insertTasks(tx, [task]);
    if (inserted.size === 0) {
      const known = await findOpenedFor(tx, task.openedFor);
      if (known) return known.taskId;
    }
    await this.outbox.append(tx, [taskOpened(task)], now);
    tx.afterCommit(this.workSignal.waking('follow-tasks'));
    return task.taskId;
  }
}

function openedFor(messageId: MessageId): string {
  return `message:${messageId}`;
}

/** `<message id>.<text revision>`: whatever the revision, a message is one task. */
function messageIdOf(idempotencyKey: string): MessageId {
  return toId<MessageId>(idempotencyKey.split('.')[0] ?? '');
}

function reasonOf({ failed, riders }: TaskMessage): string {
  if (failed !== null) return failed;
  return riders.every(({ rung }) => rung === 0) ? 'STEP' : 'FAILOVER';
}

/**
 * The window that the policy chose and the end of the step. A rung that others failed before may come up when both are
 * over, and has a day then, which is the dispatch's own window.
 */
function rungTimes({ windowClosesAt: ownWindow, times }: RidingRider): RungTimes {
  const [window, step] = [times?.windowClosesAt, times?.closesAt].map((text) => parseInstant(text ?? ''));
  return {
    windowClosesAt: window?.ok ? window.value : ownWindow,
    closesAt: step?.ok && step.value > ownWindow ? step.value : ownWindow,
  };
}
