import { toId, type ReminderId, type TermId } from '@perennial/kernel/ids';
import { instant, parseInstant, type Instant } from '@perennial/kernel/instant';
import { orThrow } from '@perennial/kernel/result';
import { DomainError } from '@perennial/kernel/violation';
import { enumNames } from '@perennial/proto/enum-names';
import type { DeliveryEvidence } from '@perennial/proto/gen/perennial/events/v1/deliveries';
import {
  AnswerKind as WireAnswer,
  EvidenceGrade as WireGrade,
  EvidenceKind as WireKind,
} from '@perennial/proto/gen/perennial/types/v1/types';
import { channelOf } from '../channel/channel.js';
import { GRADES, HEARD, type Grade, type Heard } from '../policy/policy.js';

export const EVIDENCE_KINDS = enumNames('EVIDENCE_KIND_', WireKind);
export type EvidenceKind = (typeof EVIDENCE_KINDS.words)[number];
export const ANSWER_KINDS = enumNames('ANSWER_KIND_', WireAnswer);
export type AnswerKind = (typeof ANSWER_KINDS.words)[number];
const GRADE_NAMES = enumNames('EVIDENCE_GRADE_', WireGrade);

/** What is known of one kind behind the send of a reminder: its best grade, when first and last, the newest answer. */
export interface Evidence {
  readonly reminderId: ReminderId;
  readonly termId: TermId;
  readonly kind: EvidenceKind;
  readonly grade: Grade;
  readonly channel: string;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** Of ANSWERED alone. */
  readonly answer: AnswerKind | null;
}

/** Reads the event form, one for each reminder that it is about; none of a kind that this build does not know. */
export function evidenceOf(event: DeliveryEvidence, now: Instant): Evidence[] {
  const kind = EVIDENCE_KINDS.word(event.kind);
  if (!kind) return [];
  const at = event.happenedAt
    ? orThrow(parseInstant(event.happenedAt), (rule) => new DomainError('BAD_INSTANT', rule))
    : now;
  return event.riders.map(({ reminderId, termId }) => ({
    reminderId: toId<ReminderId>(reminderId),
    termId: toId<TermId>(termId),
    kind,
    // Without a grade it says nothing for sure.
    grade: GRADE_NAMES.word(event.grade) ?? 'WEAK',
    channel: channelOf(event.channel) ?? '',
    firstAt: at,
    lastAt: at,
    answer: kind === 'ANSWERED' ? (ANSWER_KINDS.word(event.answer) ?? null) : null,
  }));
}

/** Whether at least `least` was heard, of a grade that counts. What is stronger implies what is weaker. */
export function isHeard(evidence: readonly Evidence[], least: Heard, grade: Grade): boolean {
  return heardAt(evidence, least, grade) !== null;
}

/** When at least `least` was heard first; null where it was not. */
export function heardAt(evidence: readonly Evidence[], least: Heard, grade: Grade): Instant | null {
  const times = evidence
    .filter(
      (of) => isHeardKind(of.kind) && HEARD.indexOf(of.kind) >= HEARD.indexOf(least) && isAtLeast(of.grade, grade),
    )
    .map(({ firstAt }) => firstAt);
  return times.length > 0 ? instant(Math.min(...times)) : null;
}

/** Whether the addressee spoke himself: whoever answered or complained is not asked again about that step. */
export function hasSpoken(evidence: readonly Evidence[]): boolean {
  return evidence.some(({ kind, grade }) => (kind === 'ANSWERED' || kind === 'COMPLAINED') && grade !== 'WEAK');
}

function isAtLeast(grade: Grade, least: Grade): boolean {
  return GRADES.indexOf(grade) >= GRADES.indexOf(least);
}

function isHeardKind(kind: EvidenceKind): kind is Heard {
  return (HEARD as readonly string[]).includes(kind);
}
