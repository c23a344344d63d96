import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { RecordBreakers } from './record-breakers.js';

@Controller()
export class OutageConsumer {
  constructor(private readonly record: RecordBreakers) {}

  @OnEvents('provider.changed', { rowsPerEvent: 11 })
  async changed({ tx, events, now }: EventBatch<'provider.changed'>): Promise<void> {
    await this.record.changed(
      tx,
      events.map(({ payload }) => payload),
      now,
    );
  }
}
