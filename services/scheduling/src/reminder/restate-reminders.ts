import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { TermId } from '@perennial/kernel/ids';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { restatedPage, type Restated, type RestatePage } from '@perennial/service/grpc/restate';
import { plannedEvents } from './reminder-events.js';
import { readRemindersOfNextTerms } from './reminder-list.store.js';

/** Publishes reminder.planned of a page of terms again, as restated (protocol.md, Events). */
@Injectable()
export class RestateReminders {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  async execute(page: RestatePage<TermId>): Promise<Restated> {
    return await this.database.transaction('scheduling.restate', async (tx) => {
      const reminders = await readRemindersOfNextTerms(tx, page.after, page.size);
      await this.outbox.append(tx, plannedEvents(reminders), this.clock.now(), { restated: true });
      return restatedPage([...new Set(reminders.map(({ termId }) => termId))], page);
    });
  }
}
