import type { Transaction } from '@perennial/database/database';
import { newEvent, type NewEvent } from '@perennial/events/event';
import type { MessageId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { AddresseeKind } from '@perennial/proto/gen/perennial/types/v1/types';
import { noteReviews } from '@perennial/service/review/review.store';
import { endException } from './exception.js';
import { insertEndExceptions } from './exception.store.js';
import { failOver, type FailedOver } from './failover.js';
import { insertFailedOver } from './failover.store.js';
import { NO_ANSWER, outcomeEvent, uncertainLastSteps, type Ended } from './outcome.js';

/**
 * What follows from ends of dispatches, in the transaction that ended them: those that fail over ride on the next rung,
 * the others give the one outcome of their reminder. @param providers who was called, by message.
 * @returns the events that tell it.
 */
export async function followEnds(
  tx: Transaction,
  ends: readonly Ended[],
  providers: ReadonlyMap<MessageId, string>,
  now: Instant,
): Promise<NewEvent[]> {
  const answered = ends.filter(({ nextRung }) => nextRung === null);
  const { messages, dispatches } = failOver(ends.flatMap(failedOver));
  await insertFailedOver(tx, messages, dispatches, now);
  await insertEndExceptions(
    tx,
    ends.flatMap((end) => endException(end, providers.get(end.messageId) ?? '')),
    now,
  );
  await noteReviews(tx, uncertainLastSteps(answered), now);
  return [...answered.map(outcomeEvent), ...answered.filter(isUnreachable).map(unreachable)];
}

function failedOver({ reminderId, messageId, nextRung, nextChannel }: Ended): FailedOver[] {
  return nextRung === null || nextChannel === null ? [] : [{ reminderId, messageId, nextRung, nextChannel }];
}

/** Every rung was tried, and none of them told it; or nobody answered a call. */
function isUnreachable({ rung, outcome, retry, reason }: Ended): boolean {
  return (rung > 0 || reason === NO_ANSWER.reason) && outcome === 'SKIPPED' && retry !== 'NEXT_OPENING';
}

function unreachable(end: Ended): NewEvent {
  return newEvent('contact.unreachable', {
    customerId: end.customerId,
    contractId: end.contractId,
    termId: end.termId,
    reminderId: end.reminderId,
    addressee: { kind: AddresseeKind[`ADDRESSEE_KIND_${end.addressee.kind}`], id: end.addressee.id },
    ownerId: end.ownerId ?? '',
    reason: end.reason ?? '',
  });
}
