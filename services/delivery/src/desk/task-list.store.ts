import { timestamptz } from '@perennial/database/parameters';
import type { Sql } from '@perennial/database/sql';
import { Where } from '@perennial/database/where';
import type { CustomerId, OwnerId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { toTask, type TaskRow } from '../task/task-row.js';
import { TASK_COLUMNS } from '../task/task.store.js';
import type { Task, TaskId, TaskState } from '../task/task.js';

/** Null leaves a condition out. */
export interface TaskFilter {
  readonly assigneeId: OwnerId | null;
  readonly customerId: CustomerId | null;
  readonly termId: TermId | null;
  readonly state: TaskState | null;
  /** Key after which the page begins. */
  readonly after: { readonly dueAt: Instant; readonly taskId: TaskId } | null;
}

/** A page, what is due first in front. */
export async function pageOfTasks(sql: Sql, filter: TaskFilter, limit: number): Promise<Task[]> {
  const { assigneeId, customerId, termId, state, after } = filter;
  const where = new Where()
    .and('t.assignee_id = ?::uuid', assigneeId)
    .and('t.customer_id = ?::uuid', customerId)
    .and('t.term_ids @> array[?::uuid]', termId)
    .and('(t.due_at, t.task_id) > (?::timestamptz, ?::uuid)', timestamptz(after?.dueAt), after?.taskId);
  // As the index has it, which lists what is open among years of what is not.
  if (state === 'OPEN') where.and(`t.state = 'OPEN'`);
  else where.and('t.state = ?', state);
  const rows = await sql.query<TaskRow>(
    `select ${TASK_COLUMNS} from task t ${where.text} order by t.due_at, t.task_id limit ${where.value(limit)}`,
    where.values,
  );
  return rows.map(toTask);
}
