import type { Transaction } from '@perennial/database/sql';
import type { Outbox } from '@perennial/events/outbox/outbox';
import type { Instant } from '@perennial/kernel/instant';
import { taskOpened } from './task-events.js';
import { insertTasks } from './task.store.js';
import type { NewTask } from './task.js';

/** Opens what is not open yet, and tells it. @returns how many are new. */
export async function addTasks(
  tx: Transaction,
  outbox: Outbox,
  tasks: readonly NewTask[],
  now: Instant,
): Promise<number> {
  const inserted = await insertTasks(tx, tasks);
  await outbox.append(tx, tasks.filter(({ taskId }) => inserted.has(taskId)).map(taskOpened), now);
  return inserted.size;
}
