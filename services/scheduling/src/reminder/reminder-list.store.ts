import { Injectable } from '@nestjs/common';
import type { Sql } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { PageKey } from './page-token.js';
import { REMINDER_COLUMNS } from './reminder-columns.store.js';
import type { Reminder, ReminderState } from './reminder.js';

export interface ReminderFilter {
  readonly customerId: string | null;
  readonly termId: string | null;
  readonly state: ReminderState | null;
}

/** Reads reminders for people. */
@Injectable()
export class ReminderListStore {
  async page(sql: Sql, filter: ReminderFilter, after: PageKey | null, limit: number): Promise<Reminder[]> {
    return await sql.query<Reminder>(
      `select ${REMINDER_COLUMNS} from reminder r
       where ($1::uuid is null or r.customer_id = $1) and ($2::uuid is null or r.term_id = $2) and ($3::text is null or r.state = $3)
         and ($4::timestamptz is null or (r.due_at, r.reminder_id) > ($4, $5::uuid))
       order by r.due_at, r.reminder_id limit $6`,
      [filter.customerId, filter.termId, filter.state, timestamptz(after?.dueAt), after?.reminderId ?? null, limit],
    );
  }

  async one(sql: Sql, reminderId: string): Promise<Reminder | undefined> {
    const [row] = await sql.query<Reminder>(`select ${REMINDER_COLUMNS} from reminder r where r.reminder_id = $1`, [
      reminderId,
    ]);
    return row;
  }

  /** Reminders of the next terms after an id that have any; pages are cut by term. */
  async ofNextTerms(sql: Sql, afterTermId: string | null, terms: number): Promise<Reminder[]> {
    return await sql.query<Reminder>(
      `select ${REMINDER_COLUMNS} from reminder r
       where r.term_id in (select t.term_id from term t where ($1::uuid is null or t.term_id > $1) and exists (select 1 from reminder e where e.term_id = t.term_id)
                           order by t.term_id limit $2)
       order by r.term_id, r.opens_at, r.reminder_id`,
      [afterTermId, terms],
    );
  }
}
