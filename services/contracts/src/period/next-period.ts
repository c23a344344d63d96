import { addDays, daysBetween } from '@perennial/calendar/civil';
import type { TermBounds } from '@perennial/calendar/term';
import { nearestPeriod, periodFrom, type Cycle } from './anchor.js';

/** How far a term may begin from a first day of the anchor and still follow it. */
const DRIFT_DAYS = 3;

/** A term as far as laying the next one looks at it. */
export interface LaidPeriod extends TermBounds {
  /** Whether the source has stated its dates. */
  readonly stated: boolean;
}

export interface NextPeriod {
  readonly period: TermBounds;
  /** From where periods are counted from now on. */
  readonly anchor: string;
}

/**
 * The dates of the term after one: it begins where that one ends. The anchor's period whose first day lies nearest
 * gives its last day; where that lies more than three days away, or the second stated last day in a row lies off the
 * anchor, the new term's first day becomes the anchor and the period is whole.
 * @param before the term before `last`
 */
export function layNext(cycle: Cycle, last: LaidPeriod, before: LaidPeriod | undefined): NextPeriod {
  const start = addDays(last.lastDay, 1);
  const nearest = nearestPeriod(cycle, start);
  const off = Math.abs(daysBetween(nearest.start, start));
  const twice = liesOff(cycle, last) && before !== undefined && liesOff(cycle, before);
  if (off > DRIFT_DAYS || twice) return { period: periodFrom(start, cycle.periodMonths), anchor: start };
  return { period: { start, lastDay: nearest.lastDay }, anchor: cycle.anchor };
}

/** Whether the source stated a last day after which no period of the anchor begins. */
function liesOff(cycle: Cycle, { stated, lastDay }: LaidPeriod): boolean {
  const next = addDays(lastDay, 1);
  return stated && nearestPeriod(cycle, next).start !== next;
}
