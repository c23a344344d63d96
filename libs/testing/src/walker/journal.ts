import { offsetAt, toLocal } from '@perennial/calendar/zone';
import type { Instant } from '@perennial/kernel/instant';
import { foldEntries } from './fold.js';
import { labelsOf } from './journal-labels.js';
import type { JournalEvent } from './read-journal.js';
import { rankOf, tellEvent } from './tell-event.js';

/** Who appears in a journal, under which names, and by whose clock it is told. */
export interface Cast {
  /** id → name, of customers and contracts. */
  readonly names: Readonly<Record<string, string>>;
  /** customer id → IANA zone; each zone is a chapter, in this order. */
  readonly zones: Readonly<Record<string, string>>;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/**
 * Every event of every day, a chapter a zone, in the zone's wall time with its offset; ids are told by name, so that
 * two walks read alike.
 */
export function journal(events: readonly JournalEvent[], { names, zones }: Cast): string[] {
  const labels = labelsOf(events, names);
  const chapters = [...new Set(Object.values(zones))];
  return chapters.flatMap((zone) => {
    const entries = events
      .filter(({ customerId }) => zones[customerId] === zone)
      .flatMap((event) =>
        tellEvent(event, labels, zone).map((told) => ({ ...told, at: event.at, rank: rankOf(event.type) })),
      );
    return ['', `== ${zone}`, ...foldEntries(entries).map(({ at, text }) => `${stamp(at, zone)}  ${text}`)];
  });
}

/** YYYY-MM-DD Day HH:MM[:SS] +HH:MM */
function stamp(at: Instant, zone: string): string {
  const { date, time } = toLocal(zone, at);
  const seconds = Math.floor(at / 1_000) % 60;
  const offset = offsetAt(zone, at);
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  const weekday = WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()];
  return `${date} ${weekday} ${time}${seconds === 0 ? '' : `:${String(seconds).padStart(2, '0')}`} ${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
}
