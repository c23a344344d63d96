import type { ContractId, CustomerId, OwnerId, ReviewId, TeamId, TermId } from '@perennial/kernel/ids';
import { SECOND, type Instant } from '@perennial/kernel/instant';
import { REVIEW_KINDS, type ReviewKind } from '@perennial/kernel/review-kinds';

/** A row that a person must look at, as it is stored. */
export interface Review {
  readonly reviewId: ReviewId;
  /** A name of REVIEW_KINDS; a newer build may have written one that this build does not know. */
  readonly kind: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly customerId: CustomerId | null;
  readonly contractId: ContractId | null;
  readonly termId: TermId | null;
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
  readonly detail: string;
  readonly notedAt: Instant;
  /** Null while it is open; `system` where its cause went away by itself. */
  readonly doneBy: string | null;
  readonly doneAt: Instant | null;
}

/** Who is said to have done what went away by itself. */
export const BY_SYSTEM = 'system';

export function whatToDo(kind: string): string {
  return REVIEW_KINDS[kind as ReviewKind] ?? '';
}

/** Seconds of business time since it was noted, until now or until it was done; a clock that was set back makes 0. */
export function ageSeconds({ notedAt, doneAt }: Pick<Review, 'notedAt' | 'doneAt'>, now: Instant): number {
  return Math.max(0, Math.floor(((doneAt ?? now) - notedAt) / SECOND));
}
