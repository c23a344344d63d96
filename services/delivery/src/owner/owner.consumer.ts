import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { ReplicateOwners } from './replicate-owners.js';

@Controller()
export class OwnerConsumer {
  constructor(private readonly replicate: ReplicateOwners) {}

  /** Inbox and owner. */
  @OnEvents('owner.changed', { rowsPerEvent: 2 })
  async changed({ events, tx }: EventBatch<'owner.changed'>): Promise<void> {
    await this.replicate.within(
      tx,
      events.flatMap(({ payload }) => payload.owner ?? []),
    );
  }
}
