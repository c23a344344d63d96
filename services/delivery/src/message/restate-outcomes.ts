import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { endedRidersOf, pageOfMessages } from './message-list.store.js';
import { outcomeEvent } from './outcome.js';

/** Publishes the outcomes of a page of messages again, for a consumer that starts anew. */
@Injectable()
export class RestateOutcomes {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  /** @returns how many outcomes, and the last message's id while there are more. */
  async execute(after: string | null, limit: number): Promise<{ restated: number; next: string | null }> {
    return await this.database.transaction('delivery.restate', async (tx) => {
      const page = await pageOfMessages(tx, { customerId: null, termId: null, state: null, after, limit });
      const riders = await endedRidersOf(
        tx,
        page.map(({ id }) => id),
      );
      await this.outbox.append(tx, riders.map(outcomeEvent), this.clock.now(), { restated: true });
      return { restated: riders.length, next: page.length === limit ? (page.at(-1)?.id ?? null) : null };
    });
  }
}
