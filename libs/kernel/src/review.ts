import type { ContractId, CustomerId, OwnerId, TeamId, TermId } from './ids.js';
import type { ReviewKind, ReviewSubjectKind } from './review-kinds.js';

/** What a review is about: a service has at most one open review of a kind and subject. */
export interface ReviewSubject {
  readonly kind: ReviewKind;
  readonly subjectKind: ReviewSubjectKind;
  /** An id; of a step `<term id>/<step>`, of a source system its name; of a record `<kind>/<system>/<source id>`. */
  readonly subjectId: string;
}

/** What a person must look at, as it is noticed. Ids that are left out are not known where it is noticed. */
export interface NewReview extends ReviewSubject {
  readonly customerId?: CustomerId | null;
  readonly contractId?: ContractId | null;
  readonly termId?: TermId | null;
  readonly ownerId?: OwnerId | null;
  readonly teamId?: TeamId | null;
  /** What was seen, for people, without personal data. */
  readonly detail: string;
}
