import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { ReplicateTemplates } from './replicate-templates.js';

@Controller()
export class TemplateConsumer {
  constructor(private readonly replicate: ReplicateTemplates) {}

  @OnEvents('template.changed')
  async changed(batch: EventBatch<'template.changed'>): Promise<void> {
    await this.replicate.execute(
      batch.tx,
      batch.events.map(({ payload }) => payload),
    );
  }
}
