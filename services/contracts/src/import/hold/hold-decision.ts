import { toLocal } from '@perennial/calendar/zone';
import type { ContractId, CustomerId, HoldId, OwnerId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { err, ok, type Result } from '@perennial/kernel/result';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import { holdDates, standingOn, type Hold } from '../../hold/hold.js';
import type { HoldFact } from './hold-fact.js';

/** The customer or contract that a hold is on. */
export interface HeldThing {
  readonly id: CustomerId | ContractId;
  /** Of a contract only. */
  readonly customerId?: CustomerId;
  readonly zone: string;
}

export interface HoldCircumstances {
  readonly before: Hold | undefined;
  readonly ownerId: OwnerId | null;
  readonly now: Instant;
  /** Holds that stand by now. */
  readonly standing: readonly Hold[];
}

/**
 * What a newer record of a hold makes of it. One whose last day has passed, or which the source takes off, has ended;
 * a known one that the source prolongs stands again.
 */
export function decideHold(
  fact: HoldFact,
  id: HoldId,
  on: HeldThing,
  { before, ownerId, now, standing }: HoldCircumstances,
): Result<Hold, readonly FieldViolation[]> {
  const field = fact.customer === null ? 'contract' : 'customer';
  if (before && before.subjectId !== on.id)
    return err([violation(field, 'immutable', 'a hold stays where it is; end it and place another one')]);
  const ended = fact.ended || fact.until < toLocal(on.zone, now).date;
  const other = ended ? undefined : standingOn(standing, on.id).find((hold) => hold.id !== id);
  if (other)
    return err([violation(field, 'hold_exists', `another hold stands on it until ${other.until}; end it first`)]);
  return ok({
    id,
    scope: fact.customer === null ? 'CONTRACT' : 'CUSTOMER',
    subjectId: on.id,
    customerId: on.customerId ?? (on.id as CustomerId),
    contractId: fact.customer === null ? (on.id as ContractId) : null,
    reason: fact.reason,
    ownerId,
    placedAt: before?.placedAt ?? now,
    ...holdDates(fact.until, on.zone),
    endedAt: ended ? (before?.endedAt ?? now) : null,
    version: (before?.version ?? 0) + 1,
  });
}
