import { addDays, addMonthsClamped, civil } from './civil.js';

/** First and last day of a term, both included, as dates of the contract's zone. */
export interface TermBounds {
  readonly start: string;
  readonly lastDay: string;
}

function checkPeriod(periodMonths: number): void {
  if (!Number.isInteger(periodMonths) || periodMonths < 1) {
    throw new RangeError(`a period is a whole number of months ≥ 1, not ${periodMonths}`);
  }
}

/**
 * Bounds of term `number` (1 is the first). Anniversaries are counted from the original start, never from the term
 * before, so a start on the 31st comes back to the 31st after a short month (protocol.md, Identity).
 */
export function termBounds(originalStart: string, periodMonths: number, number: number): TermBounds {
  checkPeriod(periodMonths);
  if (!Number.isInteger(number) || number < 1) throw new RangeError(`terms are numbered from 1, not ${number}`);
  return {
    start: addMonthsClamped(originalStart, (number - 1) * periodMonths),
    lastDay: addDays(addMonthsClamped(originalStart, number * periodMonths), -1),
  };
}

/** Number of the term that contains `date`; 0 before the original start. */
export function termNumberAt(originalStart: string, periodMonths: number, date: string): number {
  checkPeriod(periodMonths);
  const [from, to] = [civil(originalStart), civil(date)];
  const months = (to.year - from.year) * 12 + to.month - from.month;
  if (months < 0) return 0;
  const whole = Math.floor(months / periodMonths);
  return addMonthsClamped(originalStart, whole * periodMonths) > date ? whole : whole + 1;
}

/** Number of the term that starts on `start`, or null when no term does. */
export function termNumberForStart(originalStart: string, periodMonths: number, start: string): number | null {
  const number = termNumberAt(originalStart, periodMonths, start);
  return number > 0 && termBounds(originalStart, periodMonths, number).start === start ? number : null;
}
