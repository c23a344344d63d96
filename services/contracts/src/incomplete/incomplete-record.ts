import type { ContactId, ContractId, CustomerId, OwnerId, TeamId } from '@perennial/kernel/ids';
import { HOUR, instant, type Instant } from '@perennial/kernel/instant';
import type { NewReview, ReviewSubject } from '@perennial/kernel/review';

export const JUDGED_KINDS = ['customer', 'contact', 'contract'] as const;
export type JudgedKind = (typeof JUDGED_KINDS)[number];

/** What a stored record lacks; nothing for most. */
export interface Judged {
  readonly kind: JudgedKind;
  readonly id: CustomerId | ContactId | ContractId;
  readonly customerId: CustomerId;
  readonly missing: readonly string[];
}

/** An incomplete record with whose it is. */
export interface Incomplete extends Judged {
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
}

/**
 * When a person is told of what was found now: an import brings customers first and their contacts later, so most of
 * what a record lacks at first comes by itself.
 */
export function tellAt(now: Instant): Instant {
  return instant(now + HOUR);
}

/** Under which review an incomplete record stands. */
export function incompleteRecord({ kind, id }: Pick<Judged, 'kind' | 'id'>): ReviewSubject {
  return { kind: 'incomplete_record', subjectKind: kind, subjectId: id };
}

/** Shown with a record and no more: many sources name no owners, and a plan may be free. */
const SHOWN_ALONE: ReadonlySet<string> = new Set(['owner', 'amount']);

/** Whether a person is told of a record that lacks these fields. */
export function isTold({ missing }: Pick<Judged, 'missing'>): boolean {
  return missing.some((field) => !SHOWN_ALONE.has(field));
}

export function reviewOfIncomplete(record: Incomplete): NewReview {
  const { kind, id, customerId, ownerId, teamId, missing } = record;
  const contractId = kind === 'contract' ? (id as ContractId) : null;
  return {
    ...incompleteRecord(record),
    customerId,
    contractId,
    ownerId,
    teamId,
    detail: `missing: ${missing.join(', ')}`,
  };
}
