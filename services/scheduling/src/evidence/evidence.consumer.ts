import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { RecordEvidence } from './record-evidence.js';

@Controller()
export class EvidenceConsumer {
  constructor(private readonly record: RecordEvidence) {}

  /** Of at most 50 riders each has its row, its term and perhaps a decision; most messages have one. */
  @OnEvents('delivery.evidence', { rowsPerEvent: 20 })
  async evidence({ tx, events, now }: EventBatch<'delivery.evidence'>): Promise<void> {
    await this.record.execute(
      tx,
      events.map(({ payload }) => payload),
      now,
    );
  }
}
