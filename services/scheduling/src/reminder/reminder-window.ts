import { nextOpen, openingAt, type SendWindow } from '@perennial/calendar/window';
import { instant, MINUTE, type Instant } from '@perennial/kernel/instant';
import type { Placement } from './reminder.js';

/** Of a place what tells when its addressee can be written to. */
export type OpenPlace = Pick<Placement, 'zone' | 'windowFrom' | 'windowTo' | 'windowDays' | 'weekend' | 'opensAt'>;

/** Delivery needs some time before the window shuts; what comes later in the day waits for the next opening. */
const LEAST_TIME_LEFT = 5 * MINUTE;

/** When the window of the addressee's day that is open at `at` shuts; null where none is open. */
export function closeOfOpen(place: OpenPlace, at: number): Instant | null {
  const open = openingAt(at, place.zone, windowOf(place), place);
  return open && instant(open.close);
}

/** The first instant from `at` on, not before the step opens, with time enough left in its window. */
export function opening(place: OpenPlace, at: number): Instant {
  const from = Math.max(at, place.opensAt);
  const close = closeOfOpen(place, from);
  if (close !== null && close - from >= LEAST_TIME_LEFT) return instant(from);
  return instant(nextOpen(close ?? from, place.zone, windowOf(place), place));
}

function windowOf({ windowFrom, windowTo, windowDays }: OpenPlace): SendWindow {
  return { from: windowFrom, to: windowTo, days: windowDays };
}
