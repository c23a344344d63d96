import { jsonArray, timestamptzArray } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { MessageId, OwnerId, TeamId, TermId } from '@perennial/kernel/ids';
import { toTask, type TaskRow } from './task-row.js';
import { nextLook, TASK, type NewTask, type Task, type TaskId } from './task.js';

export const TASK_COLUMNS = `t.task_id as "taskId", t.kind, t.state, t.outcome, t.opened_for as "openedFor",
  t.customer_id as "customerId", t.message_id as "messageId", t.reminder_ids as "reminderIds", t.term_ids as "termIds",
  t.contract_ids as "contractIds", case when t.addressee_id is not null then
    json_build_object('kind', t.addressee_kind, 'id', t.addressee_id) end as addressee,
  t.assignee_id as "assigneeId", t.assignee_role as "assigneeRole", t.team_id as "teamId", t.reason, t.title, t.script,
  t.note, t.opened_at as "openedAt", t.due_at as "dueAt", t.useless_at as "uselessAt", t.escalates_at as "escalatesAt",
  t.escalated_at as "escalatedAt", t.escalated_from as "escalatedFrom", t.closed_at as "closedAt",
  t.closed_by as "closedBy", t.version`;

/**
 * Writes tasks; what has opened its task already opens none. A task of a message is looked at at once: what left it
 * while it was being opened leaves it then. @returns the ids of those that are new.
 */
export async function insertTasks(tx: Transaction, tasks: readonly NewTask[]): Promise<Set<TaskId>> {
  if (tasks.length === 0) return new Set();
  const rows = await tx.query<{ task_id: TaskId }>(
    `insert into task (task_id, kind, state, opened_for, customer_id, message_id, reminder_ids, term_ids, contract_ids,
       addressee_kind, addressee_id, assignee_id, assignee_role, team_id, reason, title, script, opened_at, due_at,
       useless_at, escalates_at, look_at)
     select n.task_id, n.kind, 'OPEN', n.opened_for, n.customer_id, n.message_id,
       array(select (r ->> 'reminderId')::uuid from jsonb_array_elements(n.riders) with ordinality as e(r, i) order by i),
       array(select (r ->> 'termId')::uuid from jsonb_array_elements(n.riders) with ordinality as e(r, i) order by i),
       array(select (r ->> 'contractId')::uuid from jsonb_array_elements(n.riders) with ordinality as e(r, i) order by i),
       n.addressee_kind, n.addressee_id, n.assignee_id, n.assignee_role, n.team_id, n.reason, n.title, n.script,
       n.opened_at, n.due_at, n.useless_at, n.escalates_at, n.look_at
     from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::jsonb[], $7::text[], $8::uuid[],
         $9::uuid[], $10::text[], $11::uuid[], $12::text[], $13::text[], $14::text[], $15::timestamptz[],
         $16::timestamptz[], $17::timestamptz[], $18::timestamptz[], $19::timestamptz[])
       as n(task_id, kind, opened_for, customer_id, message_id, riders, addressee_kind, addressee_id, assignee_id,
         assignee_role, team_id, reason, title, script, opened_at, due_at, useless_at, escalates_at, look_at)
     order by n.opened_for on conflict do nothing returning task_id`,
    [
      tasks.map((t) => t.taskId),
      tasks.map((t) => t.kind),
      tasks.map((t) => t.openedFor),
      tasks.map((t) => t.customerId),
      tasks.map((t) => t.messageId),
      jsonArray(tasks.map((t) => t.riders)),
      tasks.map((t) => t.addressee?.kind ?? null),
      tasks.map((t) => t.addressee?.id ?? null),
      tasks.map((t) => t.assigneeId),
      tasks.map((t) => t.assigneeRole),
      tasks.map((t) => t.teamId),
      tasks.map((t) => t.reason),
      tasks.map((t) => t.title),
      tasks.map((t) => t.script),
      timestamptzArray(tasks.map((t) => t.openedAt)),
      timestamptzArray(tasks.map((t) => t.dueAt)),
      timestamptzArray(tasks.map((t) => t.uselessAt)),
      timestamptzArray(tasks.map((t) => t.escalatesAt)),
      timestamptzArray(tasks.map((t) => (t.messageId === null ? nextLook(opened(t)) : t.openedAt))),
    ],
  );
  return new Set(rows.map((row) => row.task_id));
}

function opened(task: NewTask): Parameters<typeof nextLook>[0] {
  return { ...task, state: 'OPEN', escalatedAt: null, closedAt: null };
}

/** A task without a lock; undefined for an unknown id. */
export async function findTask(sql: Sql, taskId: TaskId): Promise<Task | undefined> {
  const [row] = await sql.query<TaskRow>(`select ${TASK_COLUMNS} from task t where task_id = $1::uuid`, [taskId]);
  return row && toTask(row);
}

/** The task that was opened for something. */
export async function findOpenedFor(sql: Sql, openedFor: string): Promise<Task | undefined> {
  const [row] = await sql.query<TaskRow>(
    `select ${TASK_COLUMNS} from task t where opened_for = $1 and kind <> 'COMPLETE_CONTACT'`,
    [openedFor],
  );
  return row && toTask(row);
}

/** Tasks of the list that are open, locked in ascending order; the locks of their messages are held. */
export async function lockOpenTasks(tx: Transaction, taskIds: readonly TaskId[]): Promise<Task[]> {
  const rows = await tx.query<TaskRow>(
    `select ${TASK_COLUMNS} from task t where task_id = any($1::uuid[]) and state = 'OPEN' order by task_id for update`,
    [taskIds],
  );
  return rows.map(toTask);
}

/** What becomes of tasks, whose locks are held; each is a version later. */
export async function writeTasks(tx: Transaction, tasks: readonly Task[]): Promise<void> {
  if (tasks.length === 0) return;
  for (const { state } of tasks) if (state !== 'OPEN') TASK.assert('OPEN', state);
  await tx.execute(
    `update task t set state = n.state, outcome = n.outcome, note = n.note, assignee_id = n.assignee_id,
       assignee_role = n.assignee_role, team_id = n.team_id, due_at = n.due_at, escalates_at = n.escalates_at,
       escalated_at = n.escalated_at, escalated_from = n.escalated_from, closed_at = n.closed_at,
       closed_by = n.closed_by, look_at = n.look_at, version = t.version + 1
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::uuid[],
         $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::uuid[], $12::timestamptz[], $13::text[],
         $14::timestamptz[])
       as n(task_id, state, outcome, note, assignee_id, assignee_role, team_id, due_at, escalates_at, escalated_at,
         escalated_from, closed_at, closed_by, look_at)
     where t.task_id = n.task_id and t.state = 'OPEN'`,
    [
      tasks.map((t) => t.taskId),
      tasks.map((t) => t.state),
      tasks.map((t) => t.outcome),
      tasks.map((t) => t.note),
      tasks.map((t) => t.assigneeId),
      tasks.map((t) => t.assigneeRole),
      tasks.map((t) => t.teamId),
      timestamptzArray(tasks.map((t) => t.dueAt)),
      timestamptzArray(tasks.map((t) => t.escalatesAt)),
      timestamptzArray(tasks.map((t) => t.escalatedAt)),
      tasks.map((t) => t.escalatedFrom),
      timestamptzArray(tasks.map((t) => t.closedAt)),
      tasks.map((t) => t.closedBy),
      timestamptzArray(tasks.map(nextLook)),
    ],
  );
}

/** Open tasks of messages in which nothing rides any more, locked; the locks of the messages are held. */
export async function lockTasksOfMessages(tx: Transaction, messageIds: readonly MessageId[]): Promise<Task[]> {
  const rows = await tx.query<TaskRow>(
    `select ${TASK_COLUMNS} from task t where message_id = any($1::uuid[]) and state = 'OPEN'
     order by task_id for update`,
    [messageIds],
  );
  return rows.map(toTask);
}

/** Open tasks without a message that are about one of the terms, at most `limit` of them, locked. */
export async function lockTasksOfTerms(tx: Transaction, termIds: readonly TermId[], limit: number): Promise<Task[]> {
  if (termIds.length === 0) return [];
  const rows = await tx.query<TaskRow>(
    `select ${TASK_COLUMNS} from task t where term_ids && $1::uuid[] and state = 'OPEN' and message_id is null
     order by task_id limit $2 for update`,
    [termIds, limit],
  );
  return rows.map(toTask);
}

/**
 * Takes what rides no more out of open tasks in which others do, and says so at the end of what to say, in the language
 * of the text; the locks of the messages are held.
 */
export async function shortenTasks(tx: Transaction, messageIds: readonly MessageId[]): Promise<void> {
  if (messageIds.length === 0) return;
  await tx.execute(
    `update task t set reminder_ids = r.reminder_ids, term_ids = r.term_ids, contract_ids = r.contract_ids,
       script = t.script || E'\\n\\n' || case when m.locale like 'zh%' then '无需再谈：' else 'Nothing more to say of: ' end
         || l.products, version = t.version + 1
     from message m
       cross join lateral (
         select array_agg(reminder_id order by last_day, reminder_id) as reminder_ids,
           array_agg(term_id order by last_day, reminder_id) as term_ids,
           array_agg(contract_id order by last_day, reminder_id) as contract_ids
         from dispatch d where d.message_id = m.message_id and d.state = 'RIDING') r
       cross join lateral (
         select string_agg(distinct product, ', ') as products from dispatch d
         where d.message_id = m.message_id and d.state <> 'RIDING') l
     where m.message_id = any($1::uuid[]) and t.message_id = m.message_id and t.state = 'OPEN'
       and r.term_ids <> t.term_ids`,
    [messageIds],
  );
}

/** Who looks after a term, as the newest message about it says. */
export async function ownersOfTerms(
  sql: Sql,
  termIds: readonly TermId[],
): Promise<ReadonlyMap<TermId, { readonly ownerId: OwnerId | null; readonly teamId: TeamId | null }>> {
  const rows = await sql.query<{ termId: TermId; ownerId: OwnerId | null; teamId: TeamId | null }>(
    `select distinct on (d.term_id) d.term_id as "termId", m.owner_id as "ownerId", m.team_id as "teamId"
     from dispatch d join message m using (message_id) where d.term_id = any($1::uuid[]) and m.owner_id is not null
     order by d.term_id, m.released_at desc, m.message_id`,
    [termIds],
  );
  return new Map(rows.map((row) => [row.termId, row]));
}
