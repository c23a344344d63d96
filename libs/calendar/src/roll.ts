import { addDays } from './civil.js';
import { appliesOn, windowOn, type Opening, type SendWindow } from './window.js';
import type { WorkCalendar } from './workday.js';
import { startOfDay, toLocal } from './zone.js';

/** A step to be placed. Dates and window are in the contact's `zone`; `earliest` and `limit` are epoch ms. */
export interface RollRequest extends WorkCalendar {
  /** The node's own date. */
  readonly date: string;
  readonly zone: string;
  readonly window: SendWindow;
  /** Nothing opens before: the previous step, or the term's end for a step after expiry. */
  readonly earliest?: number;
  /** Everything closes by then, exclusive: the least of the next step, the term's end and the legal limit. */
  readonly limit: number;
  /** A legal notice goes out on a day off rather than not at all. */
  readonly legal: boolean;
}

/**
 * Where the step lands: its local date and the instants (epoch ms) between which it may go, cut to earliest and limit.
 */
export interface Rolled extends Opening {
  readonly date: string;
  readonly rolled: 'none' | 'later' | 'earlier' | 'legal';
}

export type RollOutcome = Rolled | { readonly none: 'NO_WINDOW' };

/** No run of days off is as long; it bounds the search where a calendar has nothing but holidays. */
const LONGEST_SEARCH_DAYS = 366;

/**
 * Places a step: its own date, else the next working time before the limit, else the last one after `earliest`, else,
 * for a legal notice, the first permitted hour on any day, else nowhere (requirements.md, decision 2; protocol.md,
 * Time).
 */
export function rollNode(request: RollRequest): RollOutcome {
  const working = (date: string): boolean => appliesOn(date, request.window, request);
  const later = firstLater(request, working);
  if (later) return { ...later, rolled: later.date === request.date ? 'none' : 'later' };
  const earlier = lastEarlier(request, working);
  if (earlier) return { ...earlier, rolled: 'earlier' };
  const anyDay = (): boolean => true;
  const forced = request.legal ? (firstLater(request, anyDay) ?? lastEarlier(request, anyDay)) : null;
  return forced ? { ...forced, rolled: 'legal' } : { none: 'NO_WINDOW' };
}

type Place = Opening & { readonly date: string };

function placeOn(date: string, request: RollRequest): Place | null {
  const opening = windowOn(date, request.zone, request.window);
  if (!opening) return null;
  const open = Math.max(opening.open, request.earliest ?? -Infinity);
  const close = Math.min(opening.close, request.limit);
  return open < close ? { date, open, close } : null;
}

function firstLater(request: RollRequest, allowed: (date: string) => boolean): Place | null {
  const earliestDate = request.earliest === undefined ? request.date : toLocal(request.zone, request.earliest).date;
  let date = earliestDate > request.date ? earliestDate : request.date;
  for (let day = 0; day <= LONGEST_SEARCH_DAYS && startOfDay(request.zone, date) < request.limit; day += 1) {
    const place = allowed(date) ? placeOn(date, request) : null;
    if (place) return place;
    date = addDays(date, 1);
  }
  return null;
}

function lastEarlier(request: RollRequest, allowed: (date: string) => boolean): Place | null {
  const dayBefore = addDays(request.date, -1);
  const limitDate = toLocal(request.zone, request.limit).date;
  let date = limitDate < dayBefore ? limitDate : dayBefore;
  for (let day = 0; day <= LONGEST_SEARCH_DAYS; day += 1) {
    const place = allowed(date) ? placeOn(date, request) : null;
    if (place) return place;
    if (request.earliest !== undefined && startOfDay(request.zone, date) <= request.earliest) return null;
    date = addDays(date, -1);
  }
  return null;
}
