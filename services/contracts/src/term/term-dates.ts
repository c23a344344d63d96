import { addDays, addMonthsClamped } from '@perennial/calendar/civil';
import { nodeDate } from '@perennial/calendar/node';
import { termBounds, termNumberAt, termNumberForStart, type TermBounds } from '@perennial/calendar/term';
import { termEndInstant } from '@perennial/calendar/term-end';
import { startOfDay } from '@perennial/calendar/zone';
import { instant, type Instant } from '@perennial/kernel/instant';

/**
 * Days before the last day at which `contract.expiring` is due; policies with a longer lead are refused (protocol.md).
 */
export const HORIZON_DAYS = 400;
/** Days after the end until an unpaid term lapses (protocol.md, States). */
export const GRACE_DAYS = 30;

export interface Anniversaries {
  readonly originalStart: string;
  readonly periodMonths: number;
}

export interface NumberedBounds extends TermBounds {
  readonly number: number;
}

/** The instants that a term's last day gives in its zone. */
export function dueInstants(lastDay: string, zone: string): { endsAt: Instant; horizonAt: Instant; lapsesAt: Instant } {
  // Local mean times of before 1970 have offsets with fractions of a millisecond.
  const whole = (ms: number): Instant => instant(Math.round(ms));
  return {
    endsAt: whole(termEndInstant(lastDay, zone)),
    horizonAt: whole(startOfDay(zone, nodeDate(lastDay, HORIZON_DAYS))),
    lapsesAt: whole(startOfDay(zone, addDays(lastDay, GRACE_DAYS + 1))),
  };
}

/** The term that runs on `date`; the first one before the contract's start. */
export function runningTerm({ originalStart, periodMonths }: Anniversaries, date: string): NumberedBounds {
  const number = Math.max(1, termNumberAt(originalStart, periodMonths, date));
  return { number, ...termBounds(originalStart, periodMonths, number) };
}

/**
 * The term after one: on the contract's anniversaries, or, where the term was prolonged past the next anniversary, a
 * full period from the day after its last.
 */
export function followingTerm({ originalStart, periodMonths }: Anniversaries, term: NumberedBounds): NumberedBounds {
  const number = term.number + 1;
  const regular = termBounds(originalStart, periodMonths, number);
  if (regular.start > term.lastDay) return { number, ...regular };
  const start = addDays(term.lastDay, 1);
  return { number, start, lastDay: addDays(addMonthsClamped(start, periodMonths), -1) };
}

/**
 * The number of a reported term (protocol.md, Identity): same start = same term; an anniversary gives its own number; a
 * start after the last day of all is a later number; null when the dates overlap another number's.
 */
export function numberFor(
  anniversaries: Anniversaries,
  known: readonly NumberedBounds[],
  bounds: TermBounds,
): number | null {
  const { originalStart, periodMonths } = anniversaries;
  const same = known.find((term) => term.start === bounds.start);
  const byCalendar = Math.max(1, termNumberAt(originalStart, periodMonths, bounds.start));
  const last = known.reduce((most, term) => Math.max(most, term.number), 0);
  const later = known.every((term) => bounds.start > term.lastDay);
  const number =
    same?.number ??
    termNumberForStart(originalStart, periodMonths, bounds.start) ??
    (later ? Math.max(byCalendar, last + 1) : byCalendar);
  return fits(known, { number, ...bounds }) ? number : null;
}

/** Whether a term lies after all of lower and before all of higher number. */
export function fits(known: readonly NumberedBounds[], { number, start, lastDay }: NumberedBounds): boolean {
  return known.every(
    (term) => term.number === number || (term.number < number ? term.lastDay < start : term.start > lastDay),
  );
}
