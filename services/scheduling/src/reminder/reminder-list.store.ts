import { timestamptz } from '@perennial/database/parameters';
import type { Sql } from '@perennial/database/sql';
import type { CustomerId, ReminderId, TermId } from '@perennial/kernel/ids';
import { REMINDER_COLUMNS } from './reminder-columns.store.js';
import type { Reminder, ReminderState } from './reminder.js';

/** What a list of reminders is about; null = any. */
export interface ReminderFilter {
  readonly customerId: CustomerId | null;
  readonly termId: TermId | null;
  readonly state: ReminderState | null;
}

/** By what a list of reminders is ordered. */
export type ReminderPlace = Pick<Reminder, 'dueAt' | 'reminderId'>;

/**
 * A page by due instant, then id, after the row named; archived reminders are among them. Only what is asked for stands
 * in the statement: each combination has an index whose order it follows (review 33).
 */
export async function readReminderPage(
  sql: Sql,
  { customerId, termId, state }: ReminderFilter,
  after: ReminderPlace | null,
  limit: number,
): Promise<Reminder[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [
    ...(customerId === null ? [] : [`r.customer_id = ${bind(customerId)}::uuid`]),
    ...(termId === null ? [] : [`r.term_id = ${bind(termId)}::uuid`]),
    ...(state === null ? [] : [`r.state = ${bind(state)}`]),
    ...(after === null
      ? []
      : [
          `(r.due_at, r.reminder_id) > (${bind(timestamptz(after.dueAt))}::timestamptz, ${bind(after.reminderId)}::uuid)`,
        ]),
  ];
  return await sql.query<Reminder>(
    `select ${REMINDER_COLUMNS} from reminder_all r ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
     order by r.due_at, r.reminder_id limit ${bind(limit)}`,
    values,
  );
}

export async function findReminder(sql: Sql, reminderId: ReminderId): Promise<Reminder | undefined> {
  const [reminder] = await sql.query<Reminder>(
    `select ${REMINDER_COLUMNS} from reminder_all r where r.reminder_id = $1`,
    [reminderId],
  );
  return reminder;
}

/** Reminders of a term, archived ones among them, in order of time. */
export async function readRemindersOfTerm(sql: Sql, termId: TermId): Promise<Reminder[]> {
  return await sql.query<Reminder>(
    `select ${REMINDER_COLUMNS} from reminder_all r where r.term_id = $1 order by r.due_at, r.reminder_id limit 500`,
    [termId],
  );
}

/**
 * Reminders of the next terms after an id that have any, archived ones too; pages are cut by term. Each term is looked
 * up by itself: joined, all reminders would be read for every page (ADR 0020).
 */
export async function readRemindersOfNextTerms(
  sql: Sql,
  afterTermId: TermId | null,
  terms: number,
): Promise<Reminder[]> {
  return await sql.query<Reminder>(
    `select ${REMINDER_COLUMNS} from reminder_all r
     where r.term_id = any(array(
       select t.term_id from term t
       where ($1::uuid is null or t.term_id > $1)
         and coalesce((select 1 from reminder h where h.term_id = t.term_id limit 1),
           (select 1 from reminder_archive a where a.term_id = t.term_id limit 1)) is not null
       order by t.term_id limit $2))
     order by r.term_id, r.opens_at, r.reminder_id`,
    [afterTermId, terms],
  );
}
