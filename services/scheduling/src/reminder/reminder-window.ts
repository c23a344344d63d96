import { appliesOn, nextOpen, windowOn } from '@perennial/calendar/window';
import { toLocal } from '@perennial/calendar/zone';
import { instant, MINUTE, type Instant } from '@perennial/kernel/instant';
import type { Placement } from './reminder.js';

/** Delivery needs some time before the window shuts; what comes later in the day waits for the next opening. */
const LEAST_TIME_LEFT = 5 * MINUTE;

/** When the window of the addressee's day that is open at `at` shuts; null where none is open. */
export function closeOfOpen(place: Placement, at: number): Instant | null {
  const { zone } = place;
  const window = windowOf(place);
  const { date } = toLocal(zone, at);
  const opening = appliesOn(date, window) ? windowOn(date, zone, window) : null;
  return opening && opening.open <= at && at < opening.close ? instant(opening.close) : null;
}

/** The first instant from `at` on, not before the step opens, with time enough left in its window. */
export function opening(place: Placement, at: number): Instant {
  const from = Math.max(at, place.opensAt);
  const close = closeOfOpen(place, from);
  if (close !== null && close - from >= LEAST_TIME_LEFT) return instant(from);
  return instant(nextOpen(close ?? from, place.zone, windowOf(place)));
}

function windowOf({ windowFrom, windowTo, windowDays }: Placement) {
  return { from: windowFrom, to: windowTo, days: windowDays };
}
