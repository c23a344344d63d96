import type { Instant } from '@perennial/kernel/instant';
import { closeOfOpen, opening } from '../reminder/reminder-window.js';
import type { Reminder, Retry, WantedReminder } from '../reminder/reminder.js';

/** Tries of one key and node date that may come back for their address or their term (protocol.md, Identity). */
const MOST_RETURNED = 3;

/** When a wanted row goes out, and which answer of delivery it follows; or why it is not tried now. */
export type NextTry =
  | { readonly dueAt: Instant; readonly after: Retry | null }
  | { readonly none: 'WAIT_FOR_TERM' | 'NO_OPENING' | 'TRIES_USED' };

/** Whether delivery's outcome asked for another try while the step is open. */
export function asksAgain({ retry }: Pick<Reminder, 'retry'>): boolean {
  return retry !== null && retry !== 'NEVER';
}

/**
 * Pure: what delivery's answers to earlier tries make of a wanted row. One that came back for its window, the cap or
 * its provider takes the next opening, of which only the step's end makes an end. One that came back for its address
 * or its term is tried three times. While the term's news is awaited nothing is tried (protocol.md, States).
 *
 * @param same every row of the key, by occurrence.
 * @param waiting delivery holds the term closed, and no news of it has come since.
 */
export function nextTry(row: WantedReminder, same: readonly Reminder[], waiting: boolean, now: Instant): NextTry {
  const tries = same.filter((reminder) => reminder.nodeDate === row.nodeDate && asksAgain(reminder));
  const last = tries.at(-1);
  if (last === undefined) return { dueAt: row.opensAt, after: null };
  const returned = tries.filter(({ retry }) => retry !== 'NEXT_OPENING').length;
  if (returned >= MOST_RETURNED) return { none: 'TRIES_USED' };
  if (last.retry === 'WAIT_FOR_TERM' && waiting) return { none: 'WAIT_FOR_TERM' };
  const dueAt = opening(row, Math.max(now, last.retry === 'NEXT_OPENING' ? endOfOpening(last) : row.opensAt));
  return dueAt < row.closesAt ? { dueAt, after: last.retry } : { none: 'NO_OPENING' };
}

/** The try took the whole window of the day in which it was released. */
function endOfOpening(reminder: Reminder): number {
  const { releasedAt, endedAt, dueAt } = reminder;
  return closeOfOpen(reminder, releasedAt ?? dueAt) ?? endedAt ?? dueAt;
}
