import { addDays } from '@perennial/calendar/civil';
import type { Instant } from '@perennial/kernel/instant';
import { localDate, type LocalDate } from '@perennial/kernel/local-date';
import type { AddresseeId, Audience } from '../addressee/addressee.js';
import type { Reminder, ReminderState } from '../reminder/reminder.js';

export const LIVE: ReadonlySet<ReminderState> = new Set(['PLANNED', 'HELD']);
/** Ends after which a row counts as if it had never been. */
export const VOID: ReadonlySet<ReminderState> = new Set(['SUPERSEDED', 'SUPPRESSED']);

/**
 * Whether a row counts as sent. A released one does until its outcome is known, so that a date moved in between does
 * not send twice; any outcome but SENT marks the term for planning again.
 */
export function isSend({ state }: Pick<Reminder, 'state'>): boolean {
  return state === 'SENT' || state === 'RELEASED';
}

/** When it was sent; its release, until that is known. */
export function sendTime({ sentAt, releasedAt, dueAt }: Pick<Reminder, 'sentAt' | 'releasedAt' | 'dueAt'>): Instant {
  return sentAt ?? releasedAt ?? dueAt;
}

/** The sends of an audience, oldest first. */
export function sendsOf(reminders: readonly Reminder[], audience: Audience): Reminder[] {
  return reminders
    .filter((reminder) => reminder.audience === audience && isSend(reminder))
    .sort((a, b) => sendTime(a) - sendTime(b));
}

/** The last day that a row tells: a node is counted from it. */
export function toldLastDay({ nodeDate, node }: Pick<Reminder, 'nodeDate' | 'node'>): LocalDate {
  return localDate(addDays(nodeDate, node));
}

/**
 * The newest send by which somebody knows the last day: the newest to him, of the term where he has had none. A
 * released one that tells another day than the term has is recalled, and tells nothing until its outcome is known.
 */
export function newestTell(
  reminders: readonly Reminder[],
  addresseeId: AddresseeId,
  lastDay: LocalDate,
): Reminder | null {
  const sends = sendsOf(reminders, 'CUSTOMER').filter((send) => send.state === 'SENT' || toldLastDay(send) === lastDay);
  return sends.findLast((send) => send.addresseeId === addresseeId) ?? sends.at(-1) ?? null;
}
