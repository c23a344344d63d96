import { addDays } from '@perennial/calendar/civil';
import { nodeDate } from '@perennial/calendar/node';
import { termEndInstant } from '@perennial/calendar/term-end';
import { startOfDay, toLocal } from '@perennial/calendar/zone';
import { instant, type Instant } from '@perennial/kernel/instant';
import type { NumberedBounds } from '../period/term-number.js';

/**
 * Days before the last day at which `contract.expiring` is due; policies with a longer lead are refused (protocol.md).
 */
export const HORIZON_DAYS = 400;
/** Days of grace until an unpaid term lapses (protocol.md, States). */
export const GRACE_DAYS = 30;

/** First day of the grace after a term: the day after its last one, or of its last re-opening where that is later. */
export function graceFrom({ lastDay, reopenedOn }: { lastDay: string; reopenedOn: string | null }): string {
  const ended = addDays(lastDay, 1);
  return reopenedOn !== null && reopenedOn > ended ? reopenedOn : ended;
}

/** The instants that a term's dates give in its zone. */
export function dueInstants(term: { lastDay: string; zone: string; reopenedOn: string | null }): {
  endsAt: Instant;
  horizonAt: Instant;
  lapsesAt: Instant;
} {
  // Local mean times of before 1970 have offsets with fractions of a millisecond.
  const whole = (ms: number): Instant => instant(Math.round(ms));
  const { lastDay, zone } = term;
  return {
    endsAt: whole(termEndInstant(lastDay, zone)),
    horizonAt: whole(startOfDay(zone, nodeDate(lastDay, HORIZON_DAYS))),
    lapsesAt: whole(startOfDay(zone, addDays(graceFrom(term), GRACE_DAYS))),
  };
}

/** Whether a term lies after all of lower and before all of higher number. */
export function fits(known: readonly NumberedBounds[], { number, start, lastDay }: NumberedBounds): boolean {
  return known.every(
    (term) => term.number === number || (term.number < number ? term.lastDay < start : term.start > lastDay),
  );
}

/** The day in a zone. */
export function dayIn(zone: string, now: Instant): string {
  return toLocal(zone, now).date;
}
