import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { ReplicateReach } from './replicate-reach.js';

@Controller()
export class ReachConsumer {
  constructor(private readonly replicate: ReplicateReach) {}

  @OnEvents('preference.changed', { rowsPerEvent: 20 })
  async preferences({ tx, events, now }: EventBatch<'preference.changed'>): Promise<void> {
    await this.replicate.preferences(
      tx,
      events.map(({ payload }) => payload),
      now,
    );
  }

  @OnEvents('bounce.changed', { rowsPerEvent: 20 })
  async bounces({ tx, events, now }: EventBatch<'bounce.changed'>): Promise<void> {
    await this.replicate.bounces(
      tx,
      events.map(({ payload }) => payload),
      now,
    );
  }
}
