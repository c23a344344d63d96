import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { isUuid } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import { DeliveryMetrics } from '../metrics.js';
import { lockRiders } from './dispatch.store.js';
import { dropRiders } from './end-riders.js';
import { insertTombstones } from './message.store.js';
import { drop, WITHDRAWN } from './outcome.js';

/** A reminder that scheduling recalls. */
export interface Recalled {
  readonly reminderId: string;
  readonly reason: string;
}

/** Recalls reminders, come or not. One in a message that a provider may have taken keeps its outcome. */
@Injectable()
export class WithdrawReminders {
  constructor(
    private readonly outbox: Outbox,
    private readonly metrics: DeliveryMetrics,
  ) {}

  async within(tx: Transaction, recalled: readonly Recalled[], now: Instant): Promise<void> {
    if (recalled.some(({ reminderId }) => !isUuid(reminderId)))
      throw new DomainError('INVALID_EVENT', 'a reminder id is not a UUID');
    if (recalled.length === 0) return;
    await insertTombstones(tx, recalled, now);
    const riders = await lockRiders(
      tx,
      recalled.map(({ reminderId }) => reminderId),
    );
    const drops = riders.map((rider) => ({
      ...drop(rider.reminder_id, 'SUPERSEDED', WITHDRAWN),
      messageId: rider.message_id,
    }));
    const states = await dropRiders(tx, this.outbox, drops, now);
    tx.afterCommit(() => this.metrics.messagesEnded(states));
  }
}
