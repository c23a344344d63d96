import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { isUuid, toId, type ReminderId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { lookForReminders } from '../confirmation/confirmation.store.js';
import { DeliveryMetrics } from '../metrics.js';
import { lockDispatches } from './dispatch.store.js';
import { dropDispatches } from './end-dispatches.js';
import { insertTombstones } from './message.store.js';
import { ending, WITHDRAWN } from './outcome.js';

/** A reminder that scheduling recalls. */
export interface Recalled {
  readonly reminderId: ReminderId;
  readonly reason: string;
}

/** Reads the ids of `reminder.withdrawn`. @throws DomainError INVALID_EVENT */
export function recalledOf(ids: readonly string[], reason: string): Recalled[] {
  if (!ids.every(isUuid)) throw new DomainError('INVALID_EVENT', 'a reminder id is not a UUID');
  return ids.map((id) => ({ reminderId: toId<ReminderId>(id), reason }));
}

/** Recalls reminders, come or not. One in a message that a provider may have taken keeps its outcome. */
@Injectable()
export class WithdrawReminders {
  constructor(
    private readonly outbox: Outbox,
    private readonly metrics: DeliveryMetrics,
    private readonly workSignal: WorkSignal,
  ) {}

  async within(tx: Transaction, recalled: readonly Recalled[], now: Instant): Promise<void> {
    if (recalled.length === 0) return;
    const reminderIds = recalled.map(({ reminderId }) => reminderId);
    const [, dispatches] = await tx.pipeline([insertTombstones(tx, recalled, now), lockDispatches(tx, reminderIds)]);
    const drops = dispatches.map((dispatch) => ending(dispatch, WITHDRAWN));
    const states = await dropDispatches(tx, this.outbox, drops, now);
    if ((await lookForReminders(tx, reminderIds, now)) > 0)
      tx.afterCommit(this.workSignal.waking('follow-confirmations'));
    tx.afterCommit(() => this.metrics.messagesEnded(states));
  }
}
