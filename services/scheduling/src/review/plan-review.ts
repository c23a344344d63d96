import type { NewReview } from '@perennial/kernel/review';
import type { ReviewKind } from '@perennial/kernel/review-kinds';
import type { Term } from '../term/term.js';

/** What planning alone notes about a term; it goes off the list when planning finds it no more. */
export const PLANNING_REVIEWS = [
  'no_addressee',
  'no_contact',
  'no_opening',
  'not_renewing',
  'no_policy',
  'no_price',
  'tries_used',
  'last_warning_not_sent',
  'corrections_without_end',
  'hold_at_last_step',
] as const satisfies readonly ReviewKind[];

/** What of a term's plan a person must look at; `step` is empty where it is about the whole term. */
export interface PlanReview {
  readonly kind: (typeof PLANNING_REVIEWS)[number];
  readonly step: string;
  readonly reason: string;
}

export function reviewOf({ termId, facts }: Term, { kind, step, reason }: PlanReview): NewReview {
  return {
    kind,
    ...subjectOf(termId, step),
    termId,
    contractId: facts?.contractId ?? null,
    customerId: facts?.customerId ?? null,
    ownerId: facts?.ownerId ?? null,
    teamId: facts?.teamId ?? null,
    detail: step === '' ? reason : `${step}: ${reason}`,
  };
}

function subjectOf(termId: Term['termId'], step: string): Pick<NewReview, 'subjectKind' | 'subjectId'> {
  return step === ''
    ? { subjectKind: 'term', subjectId: termId }
    : { subjectKind: 'step', subjectId: `${termId}/${step}` };
}
