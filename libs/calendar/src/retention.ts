import { addDays, addMonthsClamped, dateFromDays, dayNumber } from './civil.js';

/**
 * What ended moves to the archive once a month, so that a walk of the calendar stops for it twelve times a year and not
 * every day: on the first day of the month after the day on which it has been over for `afterDays` days.
 *
 * @param endedOn 'YYYY-MM-DD'. @returns the first day of that month.
 */
export function archivedFrom(endedOn: string, afterDays: number): string {
  return addMonthsClamped(monthOf(addDays(endedOn, afterDays)), 1);
}

/** The same asked the other way round: on `today` whatever ended before the returned day moves. */
export function archivesBefore(today: string, afterDays: number): string {
  return addDays(monthOf(today), -afterDays);
}

/** The first of the months that are kept on `today`; the archives of earlier ones are dropped. */
export function keptFrom(today: string, keepMonths: number): string {
  return addMonthsClamped(monthOf(today), -keepMonths);
}

/** The first day of the month of a date. */
export function monthOf(date: string): string {
  return `${date.slice(0, 7)}-01`;
}

const DAY_MS = 86_400_000;

/** The date of an instant (epoch ms) in UTC, by which retention counts. */
export function utcDate(at: number): string {
  return dateFromDays(Math.floor(at / DAY_MS));
}

/** Epoch ms at which a date begins in UTC. */
export function utcStart(date: string): number {
  return dayNumber(date) * DAY_MS;
}
