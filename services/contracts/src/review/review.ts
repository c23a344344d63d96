import type { Instant } from '@perennial/kernel/instant';

export type ReviewReason = 'next_term_overlaps' | 'unreadable';
export type ReviewSubject = 'term' | 'contact' | 'owner';

/** What the protocol cannot decide and a person must look at. One row for each reason and subject. */
export interface Review {
  readonly reason: ReviewReason;
  readonly subjectKind: ReviewSubject;
  readonly subjectId: string;
  /** For people, without personal data. */
  readonly detail: string;
  readonly notedAt: Instant;
}
