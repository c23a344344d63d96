import { archivesBefore } from '@perennial/calendar/retention';
import type { TermId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';

/** A closed term whose rows may be old enough for the archive. */
export interface EndedTerm {
  readonly termId: TermId;
  /** The later of its closing and its last day, as far as it was looked at before. */
  readonly endedOn: LocalDate;
  /** Null for a term whose facts never came. */
  readonly lastDay: LocalDate | null;
  /** It waits for its planner or for news, or a reminder of it for its outcome. */
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
