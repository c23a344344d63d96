import { timestamptz } from '@perennial/database/parameters';
import type { Database } from '@perennial/database/database';
import { addDays } from '@perennial/calendar/civil';
import { instant } from '@perennial/kernel/instant';
import { takePortfolio } from './portfolio.js';
import type { BenchSystem } from './system/bench-system.js';
import { waitFor } from './wait-for.js';

/** The first notice of these terms lies this many days ahead of the real clock, out of the way. */
const DAYS_AHEAD = 75;
const NODE = 60;

/** On the system clock: terms with a planned first notice each, to be moved to where they are wanted. */
export async function takeDistantPortfolio(system: BenchSystem, scheduling: Database, count: number): Promise<void> {
  await takePortfolio(system.edges, 'l', count, addDays(new Date().toISOString().slice(0, 10), DAYS_AHEAD));
  await waitFor(
    async () =>
      (await scheduling.query<{ n: number }>(`select count(*)::int as n from reminder where node = ${NODE}`, []))[0]
        ?.n === count,
  );
}

export interface Spread {
  /** Epoch ms. */
  readonly from: number;
  readonly ids: readonly string[];
}

/**
 * Moves as many waiting first notices to instants spread over `overMs` from a moment ahead on, evenly; sending is
 * allowed at any time of the day.
 */
export async function spread(scheduling: Database, count: number, overMs: number, aheadMs = 3_000): Promise<Spread> {
  const from = Date.now() + aheadMs;
  const rows = await scheduling.query<{ id: string }>(
    `update reminder r set due_at = $1::timestamptz + (o.n * $2::float8) * interval '1 millisecond',
     opens_at = $1::timestamptz - interval '1 hour', closes_at = $1::timestamptz + interval '10 days',
       window_from = 0, window_to = 1440, window_days = 'all'
     from (select reminder_id, row_number() over () as n
     from (select reminder_id from reminder where node = ${NODE} and waiting
     and due_at > $1::timestamptz + interval '1 day' order by reminder_id limit $3::int) w) o
     where o.reminder_id = r.reminder_id returning r.reminder_id as id`,
    [timestamptz(from), overMs / count, count],
  );
  if (rows.length !== count) throw new Error(`${count} reminders were wanted and ${rows.length} are waiting`);
  if (Date.now() >= from) throw new Error('they were due before they were moved');
  return { from, ids: rows.map(({ id }) => id) };
}

/** From the due instant to the release of each, ms. */
export async function latenessOf(scheduling: Database, ids: readonly string[]): Promise<number[]> {
  const rows = await scheduling.query<{ due_at: number; released_at: number }>(
    `select due_at, released_at from reminder where reminder_id = any($1::uuid[]) and released_at is not null`,
    [ids],
  );
  if (rows.length !== ids.length) throw new Error(`${ids.length} were due and ${rows.length} were released`);
  return rows.map((row) => instant(row.released_at) - row.due_at);
}
