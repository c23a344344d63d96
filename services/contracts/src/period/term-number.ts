import { daysBetween } from '@perennial/calendar/civil';
import type { TermBounds } from '@perennial/calendar/term';
import { nearestIndex } from './anchor.js';

export interface NumberedBounds extends TermBounds {
  readonly number: number;
}

/** Days of a month of the Gregorian calendar, over its 400 years. */
const DAYS_OF_MONTH = 146_097 / 4_800;

/** The number of a contract's first known term: how many periods it lies behind the original start; 1 is the first. */
export function firstNumber(originalStart: string, periodMonths: number, start: string): number {
  return Math.max(1, nearestIndex({ anchor: originalStart, periodMonths }, start) + 1);
}

/**
 * The number of a term of history: that of the next later one less the periods between them; it may be 0 and below.
 * Null when it is not above that of the term before it: then there is no room for it.
 * @param terms the standing ones; the period overlaps none of them and lies before the last
 */
export function historyNumber(
  terms: readonly NumberedBounds[],
  { start }: TermBounds,
  periodMonths: number,
): number | null {
  const later = terms.find((term) => term.start > start);
  if (!later) throw new RangeError(`no term begins after ${start}`);
  const before = terms.findLast((term) => term.start < start);
  const periods = Math.round(daysBetween(start, later.start) / (DAYS_OF_MONTH * periodMonths));
  const number = later.number - Math.max(1, periods);
  return before && number <= before.number ? null : number;
}
