import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { failedPaymentOf } from './failed-payment.js';
import { OpenPaymentTasks } from './open-payment-tasks.js';

@Controller()
export class PaymentConsumer {
  constructor(private readonly open: OpenPaymentTasks) {}

  /** Inbox, guard, two tasks and two events. */
  @OnEvents('payment.failed', { rowsPerEvent: 6 })
  async failed({ events, tx, now }: EventBatch<'payment.failed'>): Promise<void> {
    await this.open.within(
      tx,
      // What is told again is no news: its tasks were opened, and perhaps done, long ago.
      events.filter(({ restated }) => !restated).map(({ payload }) => failedPaymentOf(payload)),
      now,
    );
  }
}
