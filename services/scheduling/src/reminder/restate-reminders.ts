import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { plannedEvents } from './reminder-events.js';
import { ReminderListStore } from './reminder-list.store.js';

/** Publishes reminder.planned of a page of terms again, as restated (protocol.md, Events). */
@Injectable()
export class RestateReminders {
  constructor(
    private readonly database: Database,
    private readonly reminders: ReminderListStore,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  /** @returns how many terms were restated and where to go on; an empty id at the end. */
  async execute(afterTermId: string | null, pageSize: number): Promise<{ restated: number; nextAfterId: string }> {
    return await this.database.transaction('scheduling.restate', async (tx) => {
      const reminders = await this.reminders.ofNextTerms(tx, afterTermId, pageSize);
      const events = plannedEvents(reminders);
      await this.outbox.append(tx, events, this.clock.now(), { restated: true });
      return {
        restated: events.length,
        nextAfterId: events.length === pageSize ? (reminders.at(-1)?.termId ?? '') : '',
      };
    });
  }
}
