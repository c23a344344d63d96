import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { RecordOutcomes } from './record-outcomes.js';

@Controller()
export class OutcomeConsumer {
  constructor(private readonly record: RecordOutcomes) {}

  @OnEvents('delivery.outcome', { rowsPerEvent: 6 })
  async outcome(batch: EventBatch<'delivery.outcome'>): Promise<void> {
    await this.record.execute(
      batch.tx,
      batch.events.map(({ payload }) => payload),
      batch.now,
    );
  }
}
