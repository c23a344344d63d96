import type { CustomerId, Id, MessageId, RecipientId, ReminderId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import type { Addressee } from '../message/message.js';

export type EvidenceId = Id<'evidence'>;

/** What becomes known of a message (architecture.md, Words). */
export const EVIDENCE_KINDS = [
  'ACCEPTED',
  'DELIVERED',
  'OPENED',
  'CLICKED',
  'ANSWERED',
  'BOUNCED',
  'COMPLAINED',
  'WAITING_FOR_STAFF',
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** How much it says: what a machine does as well, what a machine rarely does, what only a person does. */
export const EVIDENCE_GRADES = ['WEAK', 'MEDIUM', 'STRONG'] as const;
export type EvidenceGrade = (typeof EVIDENCE_GRADES)[number];

/** What an addressee answers on the page behind a message. */
export const ANSWERS = ['SNOOZE', 'IN_PROCUREMENT', 'WRONG_CONTACT', 'NOT_RENEWING', 'CALL_ME'] as const;
export type Answer = (typeof ANSWERS)[number];

/** Stands as provider where one of our own pages saw it. */
export const OUR_PAGES = 'our-pages';

/** A reminder that a message told, and its term. */
export interface Rider {
  readonly reminderId: ReminderId;
  readonly termId: TermId;
}

/** A message as evidence is about it. */
export interface EvidencedMessage {
  readonly messageId: MessageId;
  readonly customerId: CustomerId;
  readonly recipientId: RecipientId;
  readonly channel: ChannelName;
  readonly addressee: Addressee;
  /** Of the address that was called last; null where a build before this one called it. */
  readonly addressHmac: string | null;
  /** What it told, in the order of the terms. */
  readonly riders: readonly Rider[];
  /** Ms of the wall clock since a provider took it; null where none said so. */
  readonly sinceTakenMs: number | null;
}

/** A piece of evidence before it is written. */
export interface NewEvidence {
  readonly message: EvidencedMessage;
  readonly provider: string;
  /** The same for every repeat of the report. */
  readonly reportId: string;
  /** The key of the call that it is about (`<message id>.<text revision>`); null where it names the message alone. */
  readonly key: string | null;
  readonly kind: EvidenceKind;
  readonly grade: EvidenceGrade;
  readonly answer: Answer | null;
  /** Codes, without personal data. */
  readonly detail: string;
  /** By the clock of whoever saw it; null where it does not say. */
  readonly happenedAt: Instant | null;
  /** The address is dead, or wants nothing any more. */
  readonly closesAddress: boolean;
}

/** Names a report: whatever it says, it counts once. */
export function reportKey({ provider, reportId }: Pick<NewEvidence, 'provider' | 'reportId'>): string {
  return `${provider} ${reportId}`;
}

/** Names the bounces of a message that one provider reported. */
export function bouncedKey(provider: string, messageId: MessageId): string {
  return `${provider} ${messageId}`;
}

/** Evidence as a person sees it. */
export interface ListedEvidence {
  readonly evidenceId: EvidenceId;
  readonly messageId: MessageId;
  readonly kind: EvidenceKind;
  readonly grade: EvidenceGrade;
  readonly provider: string;
  readonly detail: string;
  readonly answer: Answer | null;
  readonly happenedAt: Instant;
  readonly heardAt: Instant;
}

/** Null leaves a condition out. */
export interface EvidenceFilter {
  readonly messageId: MessageId | null;
  readonly termId: TermId | null;
  readonly after: EvidenceId | null;
}
