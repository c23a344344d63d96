import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { RenewTerms } from './renew-terms.js';

/** Inbox, cause, contract, two terms, their lineage, a review, customer and up to six events. */
const ROWS = 15;

@Controller()
export class PaymentConsumer {
  constructor(private readonly renewTerms: RenewTerms) {}

  @OnEvents('payment.renewed', { rowsPerEvent: ROWS })
  async renewed(batch: EventBatch<'payment.renewed'>): Promise<void> {
    await this.renewTerms.renewed(batch);
  }

  @OnEvents('payment.reversed', { rowsPerEvent: ROWS })
  async reversed(batch: EventBatch<'payment.reversed'>): Promise<void> {
    await this.renewTerms.reversed(batch);
  }
}
