import { addDays } from './civil.js';
import { isWorkday, type WorkCalendar } from './workday.js';
import { reaches, toInstant, toLocal } from './zone.js';

/** When a person may be contacted, in their own zone: minutes of the day, 0 ≤ from < to ≤ 1440; `to` is exclusive. */
export interface SendWindow {
  readonly from: number;
  readonly to: number;
  readonly days: 'working' | 'all';
}

/** Instants in epoch ms, `close` exclusive. */
export interface Opening {
  readonly open: number;
  readonly close: number;
}

/** No run of days off is as long; it bounds the search where a calendar has nothing but holidays. */
export const LONGEST_SEARCH_DAYS = 366;

/**
 * The window of one date in a zone, whatever day of the week it is. Every instant of it reads a wall time inside the
 * window: where the clock is set back over `from`, it opens at the second passing. Null when a gap swallows it.
 */
export function windowOn(date: string, zone: string, window: SendWindow): Opening | null {
  if (!(window.from >= 0 && window.from < window.to && window.to <= 1440)) {
    throw new RangeError(`a window needs 0 ≤ from < to ≤ 1440, not ${window.from} to ${window.to}`);
  }
  const first = reaches(zone, date, window.from);
  const close = reaches(zone, date, window.to);
  const second =
    toInstant(zone, date, window.from, 'earlier') === first ? toInstant(zone, date, window.from, 'later') : first;
  const open = second < close ? second : first;
  return open < close ? { open, close } : null;
}

/** Whether the window applies on a date at all: always for 'all', on working days for 'working'. */
export function appliesOn(date: string, window: SendWindow, calendar: WorkCalendar = {}): boolean {
  return window.days === 'all' || isWorkday(date, calendar);
}

/** The window of its local date in which an instant (epoch ms) lies; null where none is open then. */
export function openingAt(at: number, zone: string, window: SendWindow, calendar: WorkCalendar = {}): Opening | null {
  const { date } = toLocal(zone, at);
  const opening = appliesOn(date, window, calendar) ? windowOn(date, zone, window) : null;
  return opening !== null && opening.open <= at && at < opening.close ? opening : null;
}

/** Whether an instant (epoch ms) lies in the window of its local date. */
export function isOpen(at: number, zone: string, window: SendWindow, calendar: WorkCalendar = {}): boolean {
  return openingAt(at, zone, window, calendar) !== null;
}

/**
 * The first instant (epoch ms) at or after `at` that lies in the window; `at` itself when it is open.
 * Throws RangeError when a year has no such instant, which only a calendar of nothing but holidays brings about.
 */
export function nextOpen(at: number, zone: string, window: SendWindow, calendar: WorkCalendar = {}): number {
  let { date } = toLocal(zone, at);
  for (let day = 0; day <= LONGEST_SEARCH_DAYS; day += 1, date = addDays(date, 1)) {
    const opening = appliesOn(date, window, calendar) ? windowOn(date, zone, window) : null;
    if (opening && at < opening.close) return Math.max(at, opening.open);
  }
  throw new RangeError(`no window opens within ${LONGEST_SEARCH_DAYS} days`);
}
