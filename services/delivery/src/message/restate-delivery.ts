import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { MessageId } from '@perennial/kernel/ids';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { restatedPage, type Restated, type RestatePage } from '@perennial/service/grpc/restate';
import { templateChanged } from '../template/template-changed.js';
import { newestVersions } from '../template/template.store.js';
import { pageOfMessages } from './message-list.store.js';
import { outcomeEvent } from './outcome.js';
import { outcomesOf } from './outcome.store.js';

const ANY = { messageId: null, customerId: null, termId: null, state: null } as const;

/**
 * Publishes the outcomes of a page of messages again, and with the first page the newest version of every template, for
 * a consumer that starts anew.
 */
@Injectable()
export class RestateDelivery {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  async execute(page: RestatePage<MessageId>): Promise<Restated> {
    const { after, size } = page;
    return await this.database.transaction('delivery.restate', async (tx) => {
      const messages = await pageOfMessages(tx, { ...ANY, after }, size);
      const ids = messages.map(({ messageId }) => messageId);
      const templates = after === null ? await newestVersions(tx) : [];
      const events = [...templates.map(templateChanged), ...(await outcomesOf(tx, ids)).map(outcomeEvent)];
      await this.outbox.append(tx, events, this.clock.now(), { restated: true });
      return restatedPage(ids, page);
    });
  }
}
