import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { ReplicateOwners } from './replicate-owners.js';

@Controller()
export class OwnerConsumer {
  constructor(private readonly replicate: ReplicateOwners) {}

  @OnEvents('owner.changed', { rowsPerEvent: 4 })
  async changed(batch: EventBatch<'owner.changed'>): Promise<void> {
    await this.replicate.execute(
      batch.tx,
      batch.events.flatMap(({ payload }) => payload.owner ?? []),
    );
  }
}
