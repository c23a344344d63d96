import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { pageToken, readPageToken } from './page-token.js';
import { ReminderListStore, type ReminderFilter } from './reminder-list.store.js';
import type { Reminder } from './reminder.js';

/** Lists reminders by due instant, page by page. */
@Injectable()
export class ListReminders {
  constructor(
    private readonly database: Database,
    private readonly reminders: ReminderListStore,
  ) {}

  async execute(
    filter: ReminderFilter,
    pageSize: number,
    token: string,
  ): Promise<{ reminders: Reminder[]; nextPageToken: string }> {
    const rows = await this.reminders.page(this.database, filter, readPageToken(token), pageSize + 1);
    const reminders = rows.slice(0, pageSize);
    const last = reminders.at(-1);
    return { reminders, nextPageToken: rows.length > pageSize && last ? pageToken(last) : '' };
  }
}
