import type { NewReview } from '@perennial/kernel/review';
import type { ReviewKind } from '@perennial/kernel/review-kinds';
import type { Term } from '../term/term.js';

/** What planning alone notes about a term; it goes off the list when the term is closed. */
export const PLANNING_REVIEWS: readonly ReviewKind[] = [
  'no_addressee',
  'no_contact',
  'no_opening',
  'no_policy',
  'no_price',
  'tries_used',
  'last_warning_not_sent',
  'corrections_without_end',
  'hold_at_last_step',
];

/** Why nothing is left to try of a step, and the kind under which a person finds it. */
const KINDS: Readonly<Record<string, ReviewKind>> = {
  NO_ADDRESS: 'no_addressee',
  NO_OPENING: 'no_opening',
  TRIES_USED: 'tries_used',
};

/** A step of a term of which nothing is left to try. @param reason as planning names it */
export function stepReview({ termId, facts }: Term, step: string, reason: string): NewReview {
  return {
    kind: KINDS[reason] ?? 'no_addressee',
    subjectKind: 'step',
    subjectId: `${termId}/${step}`,
    termId,
    contractId: facts?.contractId ?? null,
    customerId: facts?.customerId ?? null,
    ownerId: facts?.ownerId ?? null,
    teamId: facts?.teamId ?? null,
    detail: `${step}: ${reason}`,
  };
}
