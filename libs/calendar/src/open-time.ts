import { addDays } from './civil.js';
import { appliesOn, LONGEST_SEARCH_DAYS, windowOn, type Opening, type SendWindow } from './window.js';
import type { WorkCalendar } from './workday.js';
import { toLocal } from './zone.js';

const HOUR = 3_600_000;

/** Instants in epoch ms, `to` exclusive. */
export interface Pause {
  readonly from: number;
  readonly to: number;
}

/** When somebody is open: the window of their day in their zone, on the days that they work, save for pauses. */
export interface OpenCalendar extends WorkCalendar {
  readonly zone: string;
  readonly window: SendWindow;
  /** Spans of which no time counts, such as a hold. */
  readonly paused?: readonly Pause[];
}

/**
 * The instant (epoch ms) by which `hours` of open time have passed since `from`: time outside the window, on days that
 * are not worked and in pauses does not count. Where the last hour ends with the window, that is the window's
 * close. `hours` may be a fraction; 0 gives the first open instant.
 */
export function openTime(from: number, hours: number, calendar: OpenCalendar): number {
  if (!(hours >= 0 && hours < Infinity)) throw new RangeError(`open time is counted in hours from 0, not ${hours}`);
  const { zone, window, paused = [] } = calendar;
  let left = hours * HOUR;
  let { date } = toLocal(zone, from);
  for (let shut = 0; shut <= LONGEST_SEARCH_DAYS; shut += 1, date = addDays(date, 1)) {
    const opening = appliesOn(date, window, calendar) ? windowOn(date, zone, window) : null;
    if (!opening) continue;
    shut = 0;
    const pause = paused.find((of) => of.from <= opening.open && opening.close < of.to);
    // A long pause is left behind at once: the day before its end is the last that need not be looked at.
    if (pause) date = later(date, addDays(toLocal(zone, pause.to).date, -1));
    for (const { open, close } of pause ? [] : withoutPauses(opening, from, paused)) {
      if (left <= close - open) return open + left;
      left -= close - open;
    }
  }
  throw new RangeError(`no window opens within ${LONGEST_SEARCH_DAYS} days`);
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

/** What of an opening lies behind `from` and in no pause, in order of time. */
function withoutPauses({ open, close }: Opening, from: number, paused: readonly Pause[]): Opening[] {
  let parts = [{ open: Math.max(open, from), close }];
  for (const pause of paused)
    parts = parts
      .flatMap((part) => [
        { open: part.open, close: Math.min(part.close, pause.from) },
        { open: Math.max(part.open, pause.to), close: part.close },
      ])
      .filter((part) => part.open < part.close);
  return parts.filter((part) => part.open < part.close);
}

/** Open hours in one whole day of a window: what a day counts where a span is given in open days. */
export function hoursOfDay({ from, to }: SendWindow): number {
  return (to - from) / 60;
}
