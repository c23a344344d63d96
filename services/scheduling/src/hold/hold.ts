import { addDays } from '@perennial/calendar/civil';
import { startOfDay } from '@perennial/calendar/zone';
import { toId, type OwnerId } from '@perennial/kernel/ids';
import { instant, parseInstant, type Instant } from '@perennial/kernel/instant';
import { localDate, type LocalDate } from '@perennial/kernel/local-date';
import { orThrow } from '@perennial/kernel/result';
import { DomainError } from '@perennial/kernel/violation';
import type { Hold as HoldSnapshot } from '@perennial/proto/gen/perennial/types/v1/types';

/** A pause of what is told to the customer, as contracts publishes it with what it covers; legal notices ignore it. */
export interface Hold {
  readonly holdId: string;
  readonly reason: string;
  /** Null: the owner of what it covers. */
  readonly ownerId: OwnerId | null;
  readonly placedAt: Instant;
  /** The last day of the hold. */
  readonly until: LocalDate;
}

/** A hold that stands, and the instant behind its last day. */
export interface StandingHold extends Hold {
  readonly endsAt: Instant;
}

/** Reads the event form, without holds that ended. Throws BAD_DATE, BAD_INSTANT. */
export function holdsOf(snapshots: readonly HoldSnapshot[]): Hold[] {
  return snapshots
    .filter(({ endedAt }) => endedAt === undefined)
    .map(({ holdId, reason, ownerId, placedAt, until }) => ({
      holdId,
      reason,
      ownerId: ownerId === '' ? null : toId<OwnerId>(ownerId),
      placedAt: placedAt ? orThrow(parseInstant(placedAt), (rule) => new DomainError('BAD_INSTANT', rule)) : instant(0),
      until: localDate(until),
    }));
}

/** Of the holds on a customer, its contract and its term the one that stands longest; null where none stands. */
export function standingHold(holds: readonly Hold[], zone: string, now: Instant): StandingHold | null {
  const [longest] = holds
    .map((hold) => ({ ...hold, endsAt: instant(startOfDay(zone, addDays(hold.until, 1))) }))
    .filter(({ endsAt }) => endsAt > now)
    .sort((a, b) => b.endsAt - a.endsAt);
  return longest ?? null;
}

/** The newest hold that was seen on a term: since when, and until when where it is over. */
export interface HeldSpan {
  readonly heldFrom: Instant | null;
  readonly heldTo: Instant | null;
}

/** Pure: the span of the newest hold, now that `hold` stands or none does. */
export function heldSpan({ heldFrom, heldTo }: HeldSpan, hold: StandingHold | null, now: Instant): HeldSpan {
  const running = heldFrom !== null && heldTo === null;
  if (hold) return { heldFrom: running ? heldFrom : instant(Math.min(now, hold.placedAt || now)), heldTo: null };
  return running ? { heldFrom, heldTo: now } : { heldFrom, heldTo };
}
