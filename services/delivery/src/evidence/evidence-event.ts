import { wireChannel } from '../channel/wire-channel.js';
import { newEvent, type NewEvent } from '@perennial/events/event';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { AnswerKind, EvidenceGrade, EvidenceKind } from '@perennial/proto/gen/perennial/types/v1/types';
import type { NewEvidence } from './evidence.js';

/** delivery.evidence. @param now stands where whoever saw it does not say when. */
export function evidenceEvent(evidence: NewEvidence, now: Instant): NewEvent {
  const { message, provider, kind, grade, answer, happenedAt } = evidence;
  const { messageId, customerId, recipientId, channel, riders } = message;
  return newEvent('delivery.evidence', {
    messageId,
    customerId,
    recipientId,
    channel: wireChannel(channel),
    provider,
    riders: riders.map(({ reminderId, termId }) => ({ reminderId, termId })),
    kind: `EVIDENCE_KIND_${kind}` as EvidenceKind,
    grade: `EVIDENCE_GRADE_${grade}` as EvidenceGrade,
    happenedAt: formatInstant(happenedAt ?? now),
    answer: `ANSWER_KIND_${answer ?? 'UNSPECIFIED'}` as AnswerKind,
  });
}
