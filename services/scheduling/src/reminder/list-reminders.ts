import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { ReminderId } from '@perennial/kernel/ids';
import { idPart, instantPart, pageKey, toPage, type Page } from '@perennial/service/grpc/page';
import { readReminderPage, type ReminderFilter, type ReminderPlace } from './reminder-list.store.js';
import type { Reminder } from './reminder.js';

/** Reminders are listed by due instant, then id. */
export const REMINDER_KEY = pageKey<ReminderPlace>({ dueAt: instantPart, reminderId: idPart<ReminderId>() });

export interface ReminderQuery extends ReminderFilter {
  readonly size: number;
  /** The last row of the page before; null for the first page. */
  readonly after: ReminderPlace | null;
}

@Injectable()
export class ListReminders {
  constructor(private readonly database: Database) {}

  async execute({ size, after, ...filter }: ReminderQuery): Promise<Page<Reminder>> {
    return toPage(await readReminderPage(this.database, filter, after, size + 1), size, REMINDER_KEY);
  }
}
