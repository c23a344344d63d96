import type { Instant } from '@perennial/kernel/instant';

export type AttentionReason = 'next_term_overlaps' | 'unreadable';
export type AttentionSubject = 'term' | 'contact' | 'owner';

/** What the protocol cannot decide and a person must look at. One row for each reason and subject. */
export interface Attention {
  readonly reason: AttentionReason;
  readonly subjectKind: AttentionSubject;
  readonly subjectId: string;
  /** For people, without personal data. */
  readonly detail: string;
  readonly noticedAt: Instant;
}
