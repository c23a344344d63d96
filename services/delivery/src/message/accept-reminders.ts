import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { ReminderId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { restoreTerms } from '../archive/restore-terms.js';
import { closedTerms, insertGuards } from '../guard/guard.store.js';
import { DeliveryMetrics } from '../metrics.js';
import { closeEmptied } from './dispatch.store.js';
import type { DueDispatch, DueMessage } from './due-message.js';
import { dropDispatches } from './end-dispatches.js';
import { insertDispatches, insertMessages, tombstonesOf } from './message.store.js';
import { ending, TERM_CLOSED, WITHDRAWN, type DispatchEnding } from './outcome.js';

/**
 * Takes due reminders in: messages, dispatches and guards. Behind a closed guard or a tombstone a reminder is answered
 * at once.
 */
@Injectable()
export class AcceptReminders {
  constructor(
    private readonly outbox: Outbox,
    private readonly workSignal: WorkSignal,
    private readonly metrics: DeliveryMetrics,
  ) {}

  async within(tx: Transaction, messages: readonly DueMessage[], now: Instant): Promise<void> {
    const dispatches = messages.flatMap((message) => message.dispatches);
    const termIds = dispatches.map(({ termId }) => termId);
    const reminderIds = dispatches.map(({ reminderId }) => reminderId);
    // Guards first (protocol.md, Claim and locks). An event that comes again after its term was archived must find the
    // rows that it wrote.
    await restoreTerms(tx, await insertGuards(tx, termIds), now);
    const [inserted, fresh, closed, recalled] = await tx.pipeline([
      insertMessages(tx, messages, now),
      insertDispatches(tx, dispatches),
      closedTerms(tx, termIds),
      tombstonesOf(tx, reminderIds),
    ]);
    if (dispatches.some(({ reminderId, messageId }) => fresh.has(reminderId) && !inserted.has(messageId))) {
      throw new DomainError('INVALID_EVENT', 'a reminder cannot join a message that exists already');
    }
    const empty = messages.filter(
      ({ messageId, dispatches: own }) =>
        inserted.has(messageId) && !own.some(({ reminderId }) => fresh.has(reminderId)),
    );
    const emptied = await closeEmptied(
      tx,
      empty.map(({ messageId }) => ({ messageId, state: 'DROPPED', reason: 'NO_RIDERS' })),
    );
    const drops = dispatches
      .filter(({ reminderId }) => fresh.has(reminderId))
      .flatMap((dispatch) => refusal(dispatch, closed, recalled));
    const states = await dropDispatches(tx, this.outbox, drops, now);
    tx.afterCommit(this.workSignal.calling('send-messages'));
    tx.afterCommit(() => {
      this.metrics.messagesEnded([...states, ...emptied.map(({ state }) => state)]);
    });
  }
}

function refusal(
  dispatch: DueDispatch,
  closed: ReadonlySet<TermId>,
  recalled: ReadonlySet<ReminderId>,
): DispatchEnding[] {
  if (recalled.has(dispatch.reminderId)) return [ending(dispatch, WITHDRAWN)];
  return closed.has(dispatch.termId) ? [ending(dispatch, TERM_CLOSED)] : [];
}
