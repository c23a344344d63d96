import { addDays, compareDates, daysBetween } from '@perennial/calendar/civil';
import type { TermBounds } from '@perennial/calendar/term';

/** How far a stated first day may lie from that of the earlier term it means. */
const SAME_START_DAYS = 3;

/** What a period that the source states is about (protocol.md, Identity: the first rule that fits). */
export type StatedMeaning<T> =
  /** Rules 0 and 3: a term that another one follows. */
  | { readonly of: 'earlier'; readonly term: T }
  /** Rule 1: the live term, with the dates that it gets. */
  | { readonly of: 'live'; readonly term: T; readonly period: TermBounds }
  /** Rule 2: the term after the live one, without what overlaps that. */
  | { readonly of: 'next'; readonly period: TermBounds }
  /** Rule 4: a term of before everything that is known of the contract, or in a gap. */
  | { readonly of: 'history' }
  /** Rule 5. */
  | { readonly of: 'nothing' };

/** @param terms the standing terms of a contract in their order, at least one; the last is the live one */
export function meaningOf<T extends TermBounds>(terms: readonly T[], stated: TermBounds): StatedMeaning<T> {
  const live = terms.at(-1);
  if (!live) throw new RangeError('a contract without terms has no live one');
  const earlier = terms.slice(0, -1);
  const named = sameStart(earlier, stated.start);
  if (named && stated.lastDay < live.lastDay) return { of: 'earlier', term: named };
  if (overlapsMostly(live, stated)) return { of: 'live', term: live, period: after(earlier.at(-1), stated) };
  if (stated.start > live.start && stated.lastDay > live.lastDay) return { of: 'next', period: after(live, stated) };
  const met = earlier.findLast((term) => overlapsMostly(term, stated));
  if (met) return { of: 'earlier', term: met };
  const free = stated.lastDay < live.start && earlier.every((term) => sharedDays(term, stated) === 0);
  return { of: free ? 'history' : 'nothing' };
}

/** Whether two periods share more than half of the shorter one. */
export function overlapsMostly(a: TermBounds, b: TermBounds): boolean {
  return 2 * sharedDays(a, b) > Math.min(days(a), days(b));
}

/** The earlier term that begins on a day or within three days of it: the nearest. */
function sameStart<T extends TermBounds>(earlier: readonly T[], start: string): T | undefined {
  const distance = (term: T): number => Math.abs(daysBetween(term.start, start));
  return earlier
    .filter((term) => distance(term) <= SAME_START_DAYS)
    .sort((a, b) => distance(a) - distance(b) || compareDates(b.start, a.start))[0];
}

/** A period without the days up to the end of the term before it. */
function after(before: TermBounds | undefined, { start, lastDay }: TermBounds): TermBounds {
  const first = before ? addDays(before.lastDay, 1) : start;
  return { start: first > start ? first : start, lastDay };
}

function sharedDays(a: TermBounds, b: TermBounds): number {
  const start = a.start > b.start ? a.start : b.start;
  const lastDay = a.lastDay < b.lastDay ? a.lastDay : b.lastDay;
  return Math.max(0, daysBetween(start, lastDay) + 1);
}

function days({ start, lastDay }: TermBounds): number {
  return daysBetween(start, lastDay) + 1;
}
