import type { Transaction } from '@perennial/database/database';
import { newEvent, type NewEvent } from '@perennial/events/event';
import type { MessageId } from '@perennial/kernel/ids';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import { AddresseeKind, AnswerKind, EvidenceGrade, EvidenceKind } from '@perennial/proto/gen/perennial/types/v1/types';
import { noteReviews } from '@perennial/service/review/review.store';
import { wireChannel } from '../channel/wire-channel.js';
import { endException } from './exception.js';
import { insertEndExceptions } from './exception.store.js';
import { failOver, type FailedOver } from './failover.js';
import { insertFailedOver } from './failover.store.js';
import { correctOutcomes, type CorrectedOutcome } from './outcome.store.js';
import { NO_ANSWER, outcomeEvent, uncertainLastSteps, type Ended } from './outcome.js';

/**
 * What follows from ends of dispatches, in the transaction that ended them: those that fail over ride on the next rung,
 * the others give the one outcome of their reminder, or say what is known of one that was given as uncertain.
 * @param providers who was called, by message. @returns the events that tell it.
 */
export async function followEnds(
  tx: Transaction,
  ends: readonly Ended[],
  providers: ReadonlyMap<MessageId, string>,
  now: Instant,
): Promise<NewEvent[]> {
  const { messages, dispatches } = failOver(ends.flatMap(failedOver));
  await insertFailedOver(tx, messages, dispatches, now);
  const answered = ends.filter(({ answers }) => answers);
  const corrected = await correctOutcomes(
    tx,
    ends.filter(({ answers, nextRung }) => !answers && nextRung === null),
  );
  const told = new Map(corrected.map((one) => [one.reminderId, one]));
  const known = ends.filter(({ reminderId, answers }) => answers || told.has(reminderId));
  await insertEndExceptions(
    tx,
    [...known, ...ends.filter(({ nextRung }) => nextRung !== null)].flatMap((end) =>
      endException(end, providers.get(end.messageId) ?? ''),
    ),
    now,
  );
  await noteReviews(tx, uncertainLastSteps(known), now);
  return [
    ...answered.map(outcomeEvent),
    ...known.flatMap((end) => notArrived(end, told.get(end.reminderId), now)),
    ...known.filter(isUnreachable).map(unreachable),
  ];
}

/**
 * Scheduling was told that the reminder may have been sent, and delivery answers once: that it was not is evidence, on
 * the channel that was told (ADR 0040).
 */
function notArrived(end: Ended, told: CorrectedOutcome | undefined, now: Instant): NewEvent[] {
  return told && end.outcome === 'SKIPPED' ? [notArrivedEvent(end, told, now)] : [];
}

/** delivery.evidence: what was told of a reminder did not arrive. */
export function notArrivedEvent(
  { reminderId, termId, customerId, recipientId }: Ended,
  told: Omit<CorrectedOutcome, 'reminderId'>,
  now: Instant,
): NewEvent {
  return newEvent('delivery.evidence', {
    messageId: told.messageId,
    customerId,
    recipientId,
    channel: wireChannel(told.channel),
    provider: told.provider,
    riders: [{ reminderId, termId }],
    kind: EvidenceKind.EVIDENCE_KIND_BOUNCED,
    grade: EvidenceGrade.EVIDENCE_GRADE_MEDIUM,
    happenedAt: formatInstant(now),
    answer: AnswerKind.ANSWER_KIND_UNSPECIFIED,
  });
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
