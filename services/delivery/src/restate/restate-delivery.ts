import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import type { NewEvent } from '@perennial/events/event';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { MessageId } from '@perennial/kernel/ids';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { restatedPage, type Restated, type RestatePage } from '@perennial/service/grpc/restate';
import { bounceChanged } from '../bounce/bounce.js';
import { pageOfBounces } from '../bounce/bounce.store.js';
import { preferenceChanged } from '../preference/preference.js';
import { pageOfChoices } from '../preference/preference.store.js';
import { templateChanged } from '../template/template-changed.js';
import { newestVersions } from '../template/template.store.js';
import { evidenceEvent } from '../evidence/evidence-event.js';
import { evidenceAfter, type ToldEvidence } from '../evidence/told-evidence.store.js';
import { pageOfMessages } from '../message/message-list.store.js';
import { outcomeEvent } from '../message/outcome.js';
import { outcomesOf } from '../message/outcome.store.js';

const ANY = { messageId: null, customerId: null, termId: null, state: null } as const;

/** Choices, bounces and pieces of evidence told in one transaction: below 1,000 rows. */
const AT_ONCE = 500;

/**
 * Publishes the outcomes of a page of messages again and what became known of them, and with the first page the newest
 * version of every template, what each address wants and which of them are dead, for a consumer that starts anew.
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
    if (after === null) {
      await this.#all(pageOfChoices, (choice) => preferenceChanged(choice, choice, choice.changedAt));
      await this.#all(pageOfBounces, (bounce) => bounceChanged(bounce, true, bounce.bouncedAt));
    }
    const [restated, ids] = await this.database.transaction('delivery.restate', async (tx) => {
      const messages = await pageOfMessages(tx, { ...ANY, after }, size);
      const ids = messages.map(({ messageId }) => messageId);
      const templates = after === null ? await newestVersions(tx) : [];
      const events = [...templates.map(templateChanged), ...(await outcomesOf(tx, ids)).map(outcomeEvent)];
      await this.outbox.append(tx, events, this.clock.now(), { restated: true });
      return [restatedPage(ids, page), ids] as const;
    });
    await this.#all<ToldEvidence>(
      (sql, last, limit) => evidenceAfter(sql, ids, last, limit),
      (one) => evidenceEvent(one, one.heardAt),
    );
    return restated;
  }

  async #all<R>(
    pageAfter: (sql: Sql, last: R | undefined, limit: number) => Promise<R[]>,
    eventOf: (row: R) => NewEvent,
  ): Promise<void> {
    let last: R | undefined;
    do {
      const rows = await pageAfter(this.database, last, AT_ONCE);
      await this.database.transaction('delivery.restate', async (tx) => {
        await this.outbox.append(tx, rows.map(eventOf), this.clock.now(), { restated: true });
      });
      last = rows.length === AT_ONCE ? rows.at(-1) : undefined;
    } while (last !== undefined);
  }
}
