import { nextOpen, openingAt, type SendWindow } from './window.js';
import type { WorkCalendar } from './workday.js';

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
  let at = from;
  for (;;) {
    const open = nextOpen(at, zone, window, calendar);
    const pause = paused.find((of) => of.from <= open && open < of.to);
    if (pause) {
      at = pause.to;
      continue;
    }
    const close = openingAt(open, zone, window, calendar)?.close ?? open;
    const end = paused.reduce((least, of) => (of.from > open ? Math.min(least, of.from) : least), close);
    if (left <= end - open) return open + left;
    left -= end - open;
    at = end;
  }
}

/** Open hours in one whole day of a window: what a day counts where a span is given in open days. */
export function hoursOfDay({ from, to }: SendWindow): number {
  return (to - from) / 60;
}
