import type { Transaction } from '@perennial/database/sql';
import type { Outbox } from '@perennial/events/outbox/outbox';
import type { Instant } from '@perennial/kernel/instant';
import type { MessageId, TermId } from '@perennial/kernel/ids';
import { taskClosed } from './task-events.js';
import { lockTasksOfMessages, lockTasksOfTerms, writeTasks } from './task.store.js';
import { BY_SYSTEM, type Task } from './task.js';

/** Ends tasks of messages in which nothing rides any more; the locks of the messages are held. */
export async function cancelTasksOfMessages(
  tx: Transaction,
  outbox: Outbox,
  messageIds: readonly MessageId[],
  now: Instant,
): Promise<void> {
  if (messageIds.length === 0) return;
  await cancelTasks(tx, outbox, await lockTasksOfMessages(tx, messageIds), now);
}

/**
 * Ends the system's own tasks about terms that are closed: nothing is to be done for them any more.
 * @returns how many, at most `limit`.
 */
export async function cancelTasksOfTerms(
  tx: Transaction,
  outbox: Outbox,
  termIds: readonly TermId[],
  limit: number,
  now: Instant,
): Promise<number> {
  const tasks = await lockTasksOfTerms(tx, termIds, limit);
  await cancelTasks(tx, outbox, tasks, now);
  return tasks.length;
}

/** Ends open tasks whose locks are held, without an outcome. */
export async function cancelTasks(
  tx: Transaction,
  outbox: Outbox,
  tasks: readonly Task[],
  now: Instant,
): Promise<void> {
  if (tasks.length === 0) return;
  const cancelled = tasks.map((task): Task => ({
    ...task,
    state: 'CANCELLED',
    closedAt: now,
    closedBy: BY_SYSTEM,
  }));
  await writeTasks(tx, cancelled);
  await outbox.append(
    tx,
    cancelled.map((task) => taskClosed(task, now)),
    now,
  );
}
