import { archivesBefore } from '@perennial/calendar/retention';
import type { TermId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';

/** A closed term whose rows may be old enough for the archive. */
export interface EndedTerm {
  readonly termId: TermId;
  /** The later of its closing and its last day, as far as the guard knows. */
  readonly endedOn: LocalDate;
  /** The last day that its newest message named; null without a message. */
  readonly lastDay: LocalDate | null;
  /** A message of it is open still, perhaps because it was set aside. */
  readonly unfinished: boolean;
}

/** What becomes of an ended term: it is archived, or it counts as ended on another day and is looked at again. */
export type Choice = { readonly archive: true } | { readonly archive: false; readonly endedOn: LocalDate };

/**
 * Whether a term is archived today (protocol.md, Retention).
 * @param afterDays how long rows stay after the end of their term.
 */
export function choose({ endedOn, lastDay, unfinished }: EndedTerm, today: LocalDate, afterDays: number): Choice {
  if (unfinished) return { archive: false, endedOn: today };
  const end = lastDay !== null && lastDay > endedOn ? lastDay : endedOn;
  return end < archivesBefore(today, afterDays) ? { archive: true } : { archive: false, endedOn: end };
}

/** A message that may move, with all rows that go with it. */
export interface WholeMessage {
  readonly rows: number;
}

/**
 * The first messages of the list that stay below `limit` rows with all that belongs to them, at least one: a message
 * moves whole, so that it is never half here and half there.
 */
export function takeWhole<M extends WholeMessage>(messages: readonly M[], limit: number): M[] {
  let sum = 0;
  return messages.filter(({ rows }, n) => (sum += rows) <= limit || n === 0);
}
