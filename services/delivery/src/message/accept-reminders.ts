import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { Instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { closedTerms, insertGuards } from '../guard/guard.store.js';
import { DeliveryMetrics } from '../metrics.js';
import { settleMessages } from './dispatch.store.js';
import type { DueMessage, DueRider } from './due-message.js';
import { dropRiders } from './end-riders.js';
import { insertMessages, insertRiders, tombstonesOf } from './message.store.js';
import { drop, TERM_CLOSED, WITHDRAWN, type RiderEnd } from './outcome.js';

/**
 * Takes due reminders in: messages, riders and guards. Behind a closed guard or a tombstone a rider is answered at
 * once.
 */
@Injectable()
export class AcceptReminders {
  constructor(
    private readonly outbox: Outbox,
    private readonly workSignal: WorkSignal,
    private readonly metrics: DeliveryMetrics,
  ) {}

  async within(tx: Transaction, messages: readonly DueMessage[], now: Instant): Promise<void> {
    const riders = messages.flatMap((message) => message.riders);
    const termIds = riders.map((rider) => rider.termId);
    // Guards first (protocol.md, Claim and locks).
    const [, inserted, fresh, closed, recalled] = await tx.pipeline([
      insertGuards(tx, termIds),
      insertMessages(tx, messages, now),
      insertRiders(tx, riders),
      closedTerms(tx, termIds),
      tombstonesOf(
        tx,
        riders.map((rider) => rider.reminderId),
      ),
    ]);
    if (riders.some(({ reminderId, messageId }) => fresh.has(reminderId) && !inserted.has(messageId))) {
      throw new DomainError('INVALID_EVENT', 'a reminder cannot join a message that exists already');
    }
    const empty = messages.filter(
      ({ id, riders: own }) => inserted.has(id) && !own.some(({ reminderId }) => fresh.has(reminderId)),
    );
    const withoutRiders = await settleMessages(
      tx,
      empty.map(({ id }) => ({ messageId: id, state: 'REFUSED', reason: 'NO_RIDERS' })),
    );
    const drops = riders
      .filter((rider) => fresh.has(rider.reminderId))
      .flatMap((rider) => refusal(rider, closed, recalled));
    const states = drops.length > 0 ? await dropRiders(tx, this.outbox, drops, now) : [];
    tx.afterCommit(() => {
      this.metrics.messagesEnded([...states, ...withoutRiders]);
      this.workSignal.raise();
    });
  }
}

function refusal(
  rider: DueRider,
  closed: ReadonlySet<string>,
  recalled: ReadonlySet<string>,
): (RiderEnd & { messageId: string })[] {
  const { reminderId, messageId } = rider;
  if (recalled.has(reminderId)) return [{ ...drop(reminderId, 'SUPERSEDED', WITHDRAWN), messageId }];
  return closed.has(rider.termId) ? [{ ...drop(reminderId, 'SUPPRESSED', TERM_CLOSED), messageId }] : [];
}
