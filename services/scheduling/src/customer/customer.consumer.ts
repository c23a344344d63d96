import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { ReplicateCustomers } from './replicate-customers.js';

@Controller()
export class CustomerConsumer {
  constructor(private readonly replicate: ReplicateCustomers) {}

  /** A customer brings its contacts and recipients, and marks its expiring terms. */
  @OnEvents('customer.changed', { rowsPerEvent: 20 })
  async changed(batch: EventBatch<'customer.changed'>): Promise<void> {
    await this.replicate.execute(
      batch.tx,
      batch.events.flatMap(({ payload }) => payload.customer ?? []),
    );
  }
}
