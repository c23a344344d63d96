import { daysBetween } from '@perennial/calendar/civil';
import type { Term } from '../term/term.js';

interface Stated {
  readonly start: string;
  readonly lastDay: string;
}

/**
 * The term for which a record's invoice was made out: of the standing ones, ascending, the one that the stated period
 * overlaps most, else the live one.
 */
export function invoicedTerm(terms: readonly Term[], stated: Stated | null): Term | undefined {
  if (stated === null) return terms.at(-1);
  const [most] = terms
    .map((term) => ({ term, days: overlap(term, stated) }))
    .filter(({ days }) => days > 0)
    .sort((a, b) => b.days - a.days);
  return most?.term;
}

function overlap(one: Stated, other: Stated): number {
  const start = one.start > other.start ? one.start : other.start;
  const lastDay = one.lastDay < other.lastDay ? one.lastDay : other.lastDay;
  return start > lastDay ? 0 : daysBetween(start, lastDay) + 1;
}
