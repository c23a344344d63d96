import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { newId, type MessageId } from '@perennial/kernel/ids';
import { addMs, HOUR, type Instant } from '@perennial/kernel/instant';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { runInHalves } from '@perennial/service/work/run-in-halves';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { endConfirmation, lookLaterAt } from '../confirmation/confirmation.store.js';
import { holdGuards } from '../guard/guard.store.js';
import { endDispatches, splitMessages } from '../message/dispatch.store.js';
import { followEnds } from '../message/follow-ends.js';
import { endWaiting, lockStates } from '../message/waiting-message.store.js';
import { DeliveryMetrics } from '../metrics.js';
import { confirmedRiders } from './confirmed-rider.store.js';
import { confirmed } from './confirmed-message.js';
import type { Settled } from './look-at-confirmations.js';

/** Messages of one transaction: all that rides in each may end, and ride on. */
const AT_ONCE = 3;

/** Ends messages of which it is known what became of them, with what rides in them and its outcomes. */
@Injectable()
export class SettleConfirmations {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly metrics: DeliveryMetrics,
    private readonly workSignal: WorkSignal,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** One that cannot be written is left for an hour, and holds up nobody. */
  async execute(settled: readonly Settled[], now: Instant): Promise<void> {
    for (let n = 0; n < settled.length; n += AT_ONCE)
      await runInHalves(
        settled.slice(n, n + AT_ONCE),
        (some) => this.#settle(some, now),
        async (one, error) => {
          this.logger.error({ err: error, messageId: one.messageId }, 'a confirmation cannot be written');
          await lookLaterAt(this.database, [{ ...one, nudged: null, nextLookAt: addMs(now, HOUR) }]);
        },
      );
  }

  /** Guards, messages: the order of all locks (protocol.md, Claim and locks). */
  async #settle(settled: readonly Settled[], now: Instant): Promise<void> {
    await this.database.transaction('delivery.confirmation', async (tx) => {
      const terms = settled.flatMap(({ riders }) => riders.map(({ termId }) => termId));
      await holdGuards(tx, terms);
      const messageIds = settled.map(({ messageId }) => messageId);
      const states = await lockStates(tx, messageIds);
      const riders = await confirmedRiders(tx, messageIds);
      for (const one of settled) {
        const waits = states.get(one.messageId) === 'WAITING';
        const riding = riders.filter(({ messageId }) => messageId === one.messageId);
        if ((await endConfirmation(tx, one.messageId, one.state, now)) && waits)
          await this.#end(tx, { ...one, riders: riding }, now);
      }
      tx.afterCommit(this.workSignal.waking('send-messages'));
    });
  }

  async #end(tx: Transaction, { messageId, state, askedAt, provider, riders }: Settled, now: Instant): Promise<void> {
    const { message, ends, stays } = confirmed(state, riders, askedAt, now);
    const to = newId<MessageId>();
    await splitMessages(tx, stays.length > 0 ? [{ from: messageId, to, at: now }] : [], stays);
    // In this order: the outcomes read their message.
    await endWaiting(tx, messageId, message, now);
    const called = new Map([[messageId, provider.name]]);
    await this.outbox.append(tx, await followEnds(tx, await endDispatches(tx, ends, now), called, now), now);
    tx.afterCommit(() => {
      this.metrics.messagesEnded([message.state]);
      this.metrics.confirmed(state);
    });
  }
}
