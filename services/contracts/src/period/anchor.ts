import { addDays, addMonthsClamped, civil, daysBetween } from '@perennial/calendar/civil';
import type { TermBounds } from '@perennial/calendar/term';

/** How the periods of a contract are counted (protocol.md, Identity). */
export interface Cycle {
  /** A first day from which periods are counted: a start on the 31st comes back to the 31st. */
  readonly anchor: string;
  readonly periodMonths: number;
}

/** A whole period from a day on. */
export function periodFrom(start: string, periodMonths: number): TermBounds {
  return { start, lastDay: addDays(addMonthsClamped(start, periodMonths), -1) };
}

/** The period that contains a day. */
export function periodOn(cycle: Cycle, date: string): TermBounds {
  return periodAt(cycle, indexOn(cycle, date));
}

/** The period whose first day lies nearest to a day, the earlier one of two as near. */
export function nearestPeriod(cycle: Cycle, date: string): TermBounds {
  return periodAt(cycle, nearestIndex(cycle, date));
}

/** How many periods lie between the anchor and the period whose first day is nearest; negative before it. */
export function nearestIndex(cycle: Cycle, date: string): number {
  const index = indexOn(cycle, date);
  const [here, next] = [periodAt(cycle, index).start, periodAt(cycle, index + 1).start];
  return daysBetween(here, date) <= daysBetween(date, next) ? index : index + 1;
}

/** How many periods lie between the anchor and the period that contains a day. */
export function indexOn({ anchor, periodMonths }: Cycle, date: string): number {
  const [from, to] = [civil(anchor), civil(date)];
  const months = (to.year - from.year) * 12 + to.month - from.month;
  const index = Math.floor(months / periodMonths);
  return addMonthsClamped(anchor, index * periodMonths) > date ? index - 1 : index;
}

function periodAt({ anchor, periodMonths }: Cycle, index: number): TermBounds {
  return {
    start: addMonthsClamped(anchor, index * periodMonths),
    lastDay: addDays(addMonthsClamped(anchor, (index + 1) * periodMonths), -1),
  };
}
