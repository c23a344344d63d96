import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { MessageId, TermId } from '@perennial/kernel/ids';
import { addMs, type Instant } from '@perennial/kernel/instant';
import { nextLook, ROW_KEPT_MS, TEXT_KEPT_MS, type Task, type TaskId } from '../task/task.js';

/** An open task that something is to be done with. */
export interface LookedAt {
  readonly taskId: TaskId;
  readonly messageId: MessageId | null;
  readonly termIds: readonly TermId[];
}

/** While the call of its message is under way nothing is done with a task. */
const OPENED = `not exists (select from message m where m.message_id = t.message_id and m.state = 'OPEN')`;

export async function tasksToLookAt(sql: Sql, now: Instant, limit: number): Promise<LookedAt[]> {
  return await sql.query<LookedAt>(
    `select t.task_id as "taskId", t.message_id as "messageId", t.term_ids as "termIds" from task t
     where t.look_at <= $1::timestamptz and t.state = 'OPEN' and ${OPENED} order by t.look_at, t.task_id limit $2`,
    [timestamptz(now), limit],
  );
}

/** The least instant at which something is to be done with a task; null without one. */
export async function nextLookAt(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ at: Instant }>(
    `select t.look_at as at from task t where t.look_at is not null and ${OPENED} order by t.look_at, t.task_id limit 1`,
    [],
  );
  return row?.at ?? null;
}

/** Open tasks of which nothing was to be changed come up again when something is; their locks are held. */
export async function lookLater(tx: Transaction, tasks: readonly Task[]): Promise<void> {
  if (tasks.length === 0) return;
  await tx.execute(
    `update task t set look_at = n.look_at from unnest($1::uuid[], $2::timestamptz[]) as n(task_id, look_at)
     where t.task_id = n.task_id and t.state = 'OPEN'`,
    [tasks.map(({ taskId }) => taskId), timestamptzArray(tasks.map(nextLook))],
  );
}

export async function postponeLooks(sql: Sql, taskIds: readonly TaskId[], at: Instant): Promise<void> {
  await sql.execute(
    `update task set look_at = $2::timestamptz where task_id = any($1::uuid[]) and look_at is not null`,
    [taskIds, timestamptz(at)],
  );
}

/** Empties texts and notes, which name people, of tasks that ended long ago. @returns how many */
export async function forgetTexts(sql: Sql, now: Instant, limit: number): Promise<number> {
  return await sql.execute(
    `update task set title = '', script = '', note = '', look_at = closed_at + $3 * interval '1 millisecond'
     where task_id in (select task_id from task where look_at <= $1::timestamptz and state <> 'OPEN' and title <> ''
       order by look_at, task_id limit $2 for update skip locked)`,
    [timestamptz(now), limit, ROW_KEPT_MS],
  );
}

/** Removes what was forgotten longer ago still. @returns how many */
export async function dropEnded(sql: Sql, now: Instant, limit: number): Promise<number> {
  return await sql.execute(
    `delete from task where task_id in (
       select task_id from task where look_at <= $1::timestamptz and state <> 'OPEN' and title = ''
         and closed_at < $3::timestamptz
       order by look_at, task_id limit $2 for update skip locked)`,
    [timestamptz(now), limit, timestamptz(addMs(now, TEXT_KEPT_MS - ROW_KEPT_MS))],
  );
}
