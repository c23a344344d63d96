import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { instant, type Instant } from '@perennial/kernel/instant';
import type { DueWork } from '@perennial/service/work/due-work';
import { lockRiders } from '../message/dispatch.store.js';
import { dropRiders } from '../message/end-riders.js';
import { drop, TERM_CLOSED } from '../message/outcome.js';
import { DeliveryMetrics } from '../metrics.js';
import { anySweep, claimSweeps, clearSweeps, ridersOfTerms } from './guard.store.js';

const TERMS = 100;
/** Each rider writes itself, its message and its outcome: below 1,000 rows with the guards. */
const RIDERS = 250;

/** Behind a raised fence: riders that wait in open messages are dropped and answered SUPPRESSED at once. */
@Injectable()
export class SweepClosed implements DueWork {
  readonly name = 'sweep-closed';

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly metrics: DeliveryMetrics,
  ) {}

  async run(now: Instant): Promise<number> {
    const { swept, states } = await this.database.transaction('delivery.sweep-closed', async (tx) => {
      const termIds = await claimSweeps(tx, TERMS);
      if (termIds.length === 0) return { swept: 0, states: [] };
      const reminderIds = await ridersOfTerms(tx, termIds, RIDERS);
      const riders = await lockRiders(tx, reminderIds);
      const drops = riders.map((rider) => ({
        ...drop(rider.reminder_id, 'SUPPRESSED', TERM_CLOSED),
        messageId: rider.message_id,
      }));
      const states = await dropRiders(tx, this.outbox, drops, now);
      // Whoever is being called now meets the guard at its next attempt, if there is one.
      if (reminderIds.length < RIDERS) await clearSweeps(tx, termIds);
      return { swept: termIds.length + riders.length, states };
    });
    this.metrics.messagesEnded(states);
    return swept;
  }

  async nextDue(): Promise<Instant | null> {
    return (await anySweep(this.database)) ? instant(0) : null;
  }
}
