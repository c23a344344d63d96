import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import type { NewEvent } from '@perennial/events/event';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { MessageId, OwnerId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { DomainError, violation } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { DeliveryMetrics } from '../metrics.js';
import { endDispatches } from '../message/dispatch.store.js';
import { followEnds } from '../message/follow-ends.js';
import { ending } from '../message/outcome.js';
import { endWaiting, lockStates, ridingIn } from '../message/waiting-message.store.js';
import { readOwners } from '../owner/owner.store.js';
import { addTasks } from '../task/add-tasks.js';
import { taskClosed } from '../task/task-events.js';
import { findTask, lockOpenTasks, writeTasks } from '../task/task.store.js';
import { completeContact, systemTask } from '../task/system-task.js';
import type { Task, TaskId, TaskOutcome } from '../task/task.js';
import { MEANINGS, type TaskMeaning } from './task-meaning.js';

/** A person is no provider whom an exception could name. */
const PEOPLE: ReadonlyMap<MessageId, string> = new Map();

/** What somebody says came of a task. */
export interface TaskAnswer {
  readonly taskId: TaskId;
  readonly outcome: TaskOutcome;
  readonly note: string;
  /** Null = the assignee. */
  readonly closedBy: OwnerId | null;
}

/** Closes a task with what came of it: the message, what rides in it and its outcomes end in the same transaction. */
@Injectable()
export class CloseTask {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly metrics: DeliveryMetrics,
  ) {}

  /** @throws DomainError TASK_NOT_FOUND, TASK_CLOSED, TASK_BUSY, INVALID_REQUEST */
  async execute(answer: TaskAnswer): Promise<Task> {
    return await this.database.transaction('delivery.close-task', async (tx) => {
      const found = await findTask(tx, answer.taskId);
      if (!found) throw notFound(answer.taskId);
      const { messageId } = found;
      const states = await lockStates(tx, messageId === null ? [] : [messageId]);
      const [task] = await lockOpenTasks(tx, [answer.taskId]);
      if (!task) return repeated(await findTask(tx, answer.taskId), answer);
      // Its call is not recorded yet: whoever repeats this in a moment is heard.
      if (messageId !== null && states.get(messageId) === 'OPEN')
        throw new DomainError('TASK_BUSY', 'the task is being opened; repeat the call');
      return await this.#close(tx, task, answer, this.clock.now());
    });
  }

  async #close(tx: Transaction, task: Task, answer: TaskAnswer, now: Instant): Promise<Task> {
    const meaning = MEANINGS[answer.outcome];
    const closed: Task = {
      ...task,
      state: 'DONE',
      outcome: answer.outcome,
      note: answer.note,
      closedAt: now,
      closedBy: answer.closedBy ?? doerOf(task),
    };
    const outcomes = await this.#endMessage(tx, task, meaning, now);
    await writeTasks(tx, [closed]);
    await this.outbox.append(tx, [...outcomes, taskClosed(closed, now)], now);
    if (meaning.completeContact) await this.#askForContact(tx, closed, now);
    const version = task.version + 1;
    tx.afterCommit(() => {
      if (task.messageId !== null) this.metrics.messagesEnded([meaning.message]);
      this.metrics.tasksEnded(closed.kind, [answer.outcome]);
    });
    return { ...closed, version };
  }

  async #endMessage(tx: Transaction, { messageId }: Task, meaning: TaskMeaning, now: Instant): Promise<NewEvent[]> {
    if (messageId === null) return [];
    const riding = await ridingIn(tx, [messageId]);
    // In this order: the outcomes read their message.
    await endWaiting(tx, messageId, { state: meaning.message, reason: meaning.end.reason }, now);
    const ends = riding.map((dispatch) => ending(dispatch, meaning.end));
    return await followEnds(tx, await endDispatches(tx, ends, now), PEOPLE, now);
  }

  async #askForContact(tx: Transaction, task: Task, now: Instant): Promise<void> {
    const ids = task.assigneeId === null ? [] : [task.assigneeId];
    const owners = await readOwners(tx, ids);
    const locale = (task.assigneeId && owners.get(task.assigneeId)?.locale) || 'en';
    const asked = completeContact(task, locale);
    if (asked) await addTasks(tx, this.outbox, [systemTask(asked, owners, now)], now);
  }
}

function notFound(taskId: TaskId): DomainError {
  return new DomainError('TASK_NOT_FOUND', `there is no task ${taskId}`);
}

/** The same answer again is no fault; another one comes too late. */
function repeated(task: Task | undefined, { taskId, outcome }: TaskAnswer): Task {
  if (!task) throw notFound(taskId);
  if (task.state === 'DONE' && task.outcome === outcome) return task;
  throw new DomainError('TASK_CLOSED', `the task is ${task.state}${task.outcome ? ` as ${task.outcome}` : ''} already`);
}

function doerOf({ assigneeId }: Task): OwnerId {
  if (assigneeId !== null) return assigneeId;
  const message = 'closed_by is required where nobody by name has the task';
  throw new DomainError('INVALID_REQUEST', message, { violations: [violation('closed_by', 'required', message)] });
}
