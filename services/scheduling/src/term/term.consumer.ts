import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { ReopenTerms } from './reopen-terms.js';
import { ReplicateContracts } from './replicate-contracts.js';

@Controller()
export class TermConsumer {
  constructor(
    private readonly replicate: ReplicateContracts,
    private readonly reopen: ReopenTerms,
  ) {}

  @OnEvents('contract.changed', { rowsPerEvent: 8 })
  async changed(batch: EventBatch<'contract.changed'>): Promise<void> {
    const payloads = batch.events.map(({ payload }) => payload);
    await this.replicate.execute(
      batch.tx,
      payloads.flatMap((p) => p.contract ?? []),
      payloads.flatMap((p) => p.terms),
    );
  }

  @OnEvents('contract.expiring', { rowsPerEvent: 6 })
  async expiring(batch: EventBatch<'contract.expiring'>): Promise<void> {
    const payloads = batch.events.map(({ payload }) => payload);
    await this.replicate.expiring(
      batch.tx,
      payloads.flatMap((p) => p.contract ?? []),
      payloads.flatMap((p) => p.term ?? []),
    );
  }

  @OnEvents('contract.expired')
  async expired(batch: EventBatch<'contract.expired'>): Promise<void> {
    await this.replicate.execute(
      batch.tx,
      [],
      batch.events.flatMap(({ payload }) => payload.term ?? []),
    );
  }

  @OnEvents('contract.reopened', { rowsPerEvent: 8 })
  async reopened(batch: EventBatch<'contract.reopened'>): Promise<void> {
    await this.reopen.execute(
      batch.tx,
      batch.events.flatMap(({ payload }) => (payload.term ? [{ ...payload, term: payload.term }] : [])),
      batch.now,
    );
  }
}
