import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { PaymentId, QuoteId } from '@perennial/kernel/ids';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { restatedPage, type Restated, type RestatePage } from '@perennial/service/grpc/restate';
import { eventsOf } from '../payment/payment.js';
import { lockPaymentPage } from '../payment/payment.store.js';
import { quoteIssued } from '../quote/quote.js';
import { readQuotePage } from '../quote/quote.store.js';

/**
 * Publishes quotes and payments again as they are now, by id, which is the order in which they came: the start of a new
 * or restored group (protocol.md, Events).
 */
@Injectable()
export class RestateMoney {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  async execute(page: RestatePage<QuoteId | PaymentId>): Promise<Restated> {
    return await this.database.transaction('payments.restate', async (tx) => {
      const [quotes, payments] = await tx.pipeline([
        readQuotePage(tx, page.after, page.size),
        lockPaymentPage(tx, page.after, page.size),
      ]);
      const next = [
        ...quotes.map((quote) => ({ id: quote.quoteId, events: [quoteIssued(quote)] })),
        ...payments.map((payment) => ({ id: payment.paymentId, events: eventsOf(payment) })),
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
