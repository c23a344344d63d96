import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { Id } from '@perennial/kernel/ids';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { restatedPage, type Restated, type RestatePage } from '@perennial/service/grpc/restate';
import { quoteIssued } from '../quote/quote.js';
import { readQuotePage } from '../quote/quote.store.js';
import { readCausePage, readPaymentHistory, readReversalPage } from './history.store.js';

/**
 * Publishes quotes, payments, causes and reversals again, by id, which is the order in which they came: the start of a
 * new or restored group (protocol.md, Events). None of them ever changes, so that nothing needs to be locked.
 */
@Injectable()
export class RestateMoney {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  async execute(page: RestatePage<Id<string>>): Promise<Restated> {
    return await this.database.transaction('payments.restate', async (tx) => {
      const { after, size } = page;
      const [quotes, payments, causes, reversals] = await tx.pipeline([
        readQuotePage(tx, after, size),
        readPaymentHistory(tx, after, size),
        readCausePage(tx, after, size),
        readReversalPage(tx, after, size),
      ]);
      const next = [
        ...quotes.map((quote) => ({ id: quote.quoteId as Id<string>, events: [quoteIssued(quote)] })),
        ...payments,
        ...causes,
        ...reversals,
      ]
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, page.size);
      await this.outbox.append(
        tx,
        next.flatMap(({ events }) => events),
        this.clock.now(),
        { restated: true },
      );
      return restatedPage(
        next.map(({ id }) => id),
        page,
      );
    });
  }
}
