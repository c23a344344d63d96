import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { preferenceChanged, type Choice, type Preference } from './preference.js';
import { lockAddress, preferenceOf, writeChoice } from './preference.store.js';
import type { OptOutSubject } from './opt-out-subject.js';

/**
 * Writes what an address wants, and tells it once. From the commit on no attempt to it is written: whoever writes one
 * shares the address's lock.
 */
@Injectable()
export class RecordChoice {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  async execute(subject: OptOutSubject, choice: Choice): Promise<Preference> {
    return await this.database.transaction('delivery.preference', async (tx) => {
      const now = this.clock.now();
      await lockAddress(tx, subject);
      if (await writeChoice(tx, subject, choice, now))
        await this.outbox.append(tx, [preferenceChanged(subject, choice, now)], now);
      return await preferenceOf(tx, subject);
    });
  }
}
