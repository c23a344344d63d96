import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { paymentCause } from '@perennial/events/payment-cause';
import { closureOf } from './closure.js';
import { RaiseFence } from './raise-fence.js';
import { ReopenTerms } from './reopen-terms.js';

/** Inbox, guard, closure, and the guard once more. */
const LANE = { lane: 'fence', rowsPerEvent: 4 } as const;

/** Closing events have their own lane, so that a payment never queues behind reminders. */
@Controller()
export class ClosureConsumer {
  constructor(
    private readonly fence: RaiseFence,
    private readonly reopen: ReopenTerms,
  ) {}

  @OnEvents('payment.renewed', LANE)
  async paymentRenewed({ events, tx, now }: EventBatch<'payment.renewed'>): Promise<void> {
    await this.fence.within(
      tx,
      events.map(({ payload, time }) => ({ ...closureOf(payload, paymentCause(payload)), eventTime: time })),
      now,
    );
  }

  @OnEvents('contract.renewed', LANE)
  async contractRenewed(batch: EventBatch<'contract.renewed'>): Promise<void> {
    await this.#close(batch);
  }

  @OnEvents('contract.cancelled', LANE)
  async contractCancelled(batch: EventBatch<'contract.cancelled'>): Promise<void> {
    await this.#close(batch);
  }

  @OnEvents('contract.lapsed', LANE)
  async contractLapsed(batch: EventBatch<'contract.lapsed'>): Promise<void> {
    await this.#close(batch);
  }

  @OnEvents('contract.reopened', { rowsPerEvent: 6 })
  async contractReopened({ events, tx, now }: EventBatch<'contract.reopened'>): Promise<void> {
    const undone = events.flatMap(({ payload }) =>
      payload.undoes.map((cause) => ({
        ...closureOf(payload.term, cause),
        undoneBy: `contract:${payload.term?.version ?? 0}`,
      })),
    );
    await this.reopen.within(tx, undone, now);
  }

  async #close({
    events,
    tx,
    now,
  }: EventBatch<'contract.renewed'> | EventBatch<'contract.cancelled'> | EventBatch<'contract.lapsed'>): Promise<void> {
    await this.fence.within(
      tx,
      events.map(({ payload, time }) => ({ ...closureOf(payload.term, payload.cause), eventTime: time })),
      now,
    );
  }
}
