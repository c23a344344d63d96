import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { isUuid } from '@perennial/kernel/ids';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { eventsOf } from '../payment/payment.js';
import { lockPaymentPage } from '../payment/payment.store.js';
import { quoteIssued } from '../quote/quote.js';
import { readQuotePage } from '../quote/quote.store.js';
import { RequestCheck } from '../request/request-check.js';

/** `quote:<id>` or `payment:<id>`, the id empty for the first page of its kind. */
const CURSOR = /^(quote|payment):(.*)$/;

/**
 * Publishes quotes, then payments, again as they are now: the start of a new or restored group (protocol.md, Events).
 */
@Injectable()
export class RestateMoney {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  /**
   * One page. `afterId` is empty for the first one, then what the last page answered; an empty answer ends the walk.
   * @returns how many quotes or payments were read. @throws DomainError INVALID_RESTATE
   */
  async execute(afterId: string, pageSize: number): Promise<{ restated: number; nextAfterId: string }> {
    const check = new RequestCheck('INVALID_RESTATE');
    const size = check.pageSize(pageSize);
    const [, kind, id = ''] = CURSOR.exec(afterId === '' ? 'quote:' : afterId) ?? [];
    if (kind === undefined || (id !== '' && !isUuid(id)))
      check.broken('after_id', 'not_a_cursor', 'is a next_after_id of an earlier answer');
    check.done();
    const after = id === '' ? null : id;
    return kind === 'payment' ? this.#payments(after, size) : this.#quotes(after, size);
  }

  async #quotes(afterId: string | null, size: number): Promise<{ restated: number; nextAfterId: string }> {
    return this.database.transaction('payments.restate', async (tx) => {
      const quotes = await readQuotePage(tx, afterId, size);
      await this.outbox.append(tx, quotes.map(quoteIssued), this.clock.now(), { restated: true });
      return {
        restated: quotes.length,
        nextAfterId: quotes.length === size ? `quote:${quotes.at(-1)?.quoteId}` : 'payment:',
      };
    });
  }

  async #payments(afterId: string | null, size: number): Promise<{ restated: number; nextAfterId: string }> {
    return this.database.transaction('payments.restate', async (tx) => {
      const payments = await lockPaymentPage(tx, afterId, size);
      await this.outbox.append(tx, payments.flatMap(eventsOf), this.clock.now(), { restated: true });
      return {
        restated: payments.length,
        nextAfterId: payments.length === size ? `payment:${payments.at(-1)?.paymentId}` : '',
      };
    });
  }
}
