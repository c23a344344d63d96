import { addDays } from '@perennial/calendar/civil';
import { termEndInstant } from '@perennial/calendar/term-end';
import { startOfDay, toLocal } from '@perennial/calendar/zone';
import type { ContractId, CustomerId, HoldId, OwnerId, TermId } from '@perennial/kernel/ids';
import { instant, type Instant } from '@perennial/kernel/instant';
import { GRACE_DAYS } from '../term/term-dates.js';
import type { Term } from '../term/term.js';

export const HOLD_SCOPES = ['CUSTOMER', 'CONTRACT', 'TERM'] as const;
export type HoldScope = (typeof HOLD_SCOPES)[number];

/** A pause of what is told to a customer about what it covers, with a reason and a last day. */
export interface Hold {
  readonly id: HoldId;
  readonly scope: HoldScope;
  /** The customer, contract or term that it covers. */
  readonly subjectId: CustomerId | ContractId | TermId;
  readonly customerId: CustomerId;
  /** Null where it is on a customer. */
  readonly contractId: ContractId | null;
  readonly reason: string;
  /** Who answers for it; null = the owner of what it covers. */
  readonly ownerId: OwnerId | null;
  readonly placedAt: Instant;
  /** Its last day, in the zone of what it covers. */
  readonly until: string;
  /** The end of that day. */
  readonly endsAt: Instant;
  /** By hand, or at the end of its last day; null while it stands. */
  readonly endedAt: Instant | null;
  readonly version: number;
}

export type HoldDates = Pick<Hold, 'until' | 'endsAt'>;

/** The end of a hold's last day. */
export function holdDates(until: string, zone: string): HoldDates {
  return { until, endsAt: instant(Math.round(termEndInstant(until, zone))) };
}

/** What a hold is once it has ended. */
export function endedHold(hold: Hold, endedAt: Instant): Hold {
  return { ...hold, endedAt, version: hold.version + 1 };
}

/** Holds that stand on one thing. */
export function standingOn(holds: readonly Hold[], subjectId: Hold['subjectId']): Hold[] {
  return holds.filter((hold) => hold.subjectId === subjectId && hold.endedAt === null);
}

/** Whether a hold covers a term: its own, its contract's or its customer's. */
export function covers({ subjectId }: Hold, term: Pick<Term, 'id' | 'contractId' | 'customerId'>): boolean {
  return [term.id, term.contractId, term.customerId].some((id) => id === subjectId);
}

/**
 * When the grace of a term is over, whose days do not run while a hold covers it (protocol.md, Closing and re-opening):
 * the days from the grace's first until the lapse that is due without holds, laid into the time outside them.
 */
export function heldLapse(
  { lapsesAt, zone }: Pick<Term, 'lapsesAt' | 'zone'>,
  holds: readonly Pick<Hold, 'placedAt' | 'endsAt' | 'endedAt'>[],
): Instant {
  const begin = startOfDay(zone, addDays(toLocal(zone, lapsesAt).date, -GRACE_DAYS));
  const spans = holds
    .map(({ placedAt, endsAt, endedAt }) => ({ from: Math.max(placedAt, begin), to: endedAt ?? endsAt }))
    .filter(({ from, to }) => to > from)
    .sort((a, b) => a.from - b.from);
  let [at, left] = [begin as number, lapsesAt - begin];
  for (const { from, to } of spans) {
    if (from - at >= left) break;
    left -= Math.max(0, from - at);
    at = Math.max(at, to);
  }
  return instant(Math.round(at + left));
}
