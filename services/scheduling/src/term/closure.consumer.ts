import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { paymentCause } from '@perennial/events/payment-cause';
import { toId, type TermId } from '@perennial/kernel/ids';
import type { TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { CloseTerms } from './close-terms.js';
import type { Closure } from './term.js';

/** A lane of its own: a payment never queues behind reminders (protocol.md, Closing and re-opening a term). */
const LANE = { lane: 'close', rowsPerEvent: 5 };

interface WithCause {
  readonly term?: TermSnapshot | undefined;
  readonly cause: string;
}

function closuresOf(batch: { readonly events: readonly { readonly payload: WithCause }[] }): Closure[] {
  return batch.events.flatMap(({ payload: { term, cause } }) =>
    term ? [{ termId: toId<TermId>(term.termId), cause }] : [],
  );
}

@Controller()
export class ClosureConsumer {
  constructor(private readonly close: CloseTerms) {}

  @OnEvents('payment.renewed', LANE)
  async paid(batch: EventBatch<'payment.renewed'>): Promise<void> {
    const closures = batch.events.map(({ payload }) => ({
      termId: toId<TermId>(payload.termId),
      cause: paymentCause(payload),
    }));
    await this.close.execute(batch.tx, closures, batch.now);
  }

  @OnEvents('contract.renewed', LANE)
  async renewed(batch: EventBatch<'contract.renewed'>): Promise<void> {
    await this.close.execute(batch.tx, closuresOf(batch), batch.now);
  }

  @OnEvents('contract.cancelled', LANE)
  async cancelled(batch: EventBatch<'contract.cancelled'>): Promise<void> {
    await this.close.execute(batch.tx, closuresOf(batch), batch.now);
  }

  @OnEvents('contract.lapsed', LANE)
  async lapsed(batch: EventBatch<'contract.lapsed'>): Promise<void> {
    await this.close.execute(batch.tx, closuresOf(batch), batch.now);
  }
}
