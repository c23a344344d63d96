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

/** A closed term whose rows may be old enough for the archive. */
export interface EndedTerm<Day extends string> {
  /** The later of its closing and its last day, as far as it was looked at before. */
  readonly endedOn: Day;
  /** The last day as it is known now; null where nothing has told it. */
  readonly lastDay: Day | null;
  /** Something of it is still under way. */
  readonly unfinished: boolean;
}

/** What becomes of an ended term: it is archived, or it counts as ended on another day and is looked at again. */
export type ArchiveChoice<Day extends string> =
  { readonly archive: true } | { readonly archive: false; readonly endedOn: Day };

/**
 * Whether a term is archived today (protocol.md, Retention).
 *
 * @param afterDays how long rows stay after the end of their term.
 */
export function chooseArchive<Day extends string>(
  { endedOn, lastDay, unfinished }: EndedTerm<Day>,
  today: Day,
  afterDays: number,
): ArchiveChoice<Day> {
  if (unfinished) return { archive: false, endedOn: today };
  const end = lastDay !== null && lastDay > endedOn ? lastDay : endedOn;
  return end < archivesBefore(today, afterDays) ? { archive: true } : { archive: false, endedOn: end };
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
