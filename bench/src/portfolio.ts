import { addDays, addMonthsClamped } from '@perennial/calendar/civil';
import { toInstant } from '@perennial/calendar/zone';
import { instant, MINUTE, type Instant } from '@perennial/kernel/instant';
import { contact, contract, customer, type Edges } from '@perennial/testing/system/edges';

export const ZONE = 'America/New_York';
/** A Monday, so that the node two days later is a working day, as is that of the same day of the next weeks. */
export const TODAY = '2025-01-06';
/** The longest lead of the standard policy's first notice, days. */
const NODE = 60;
const OPENS_AT_MINUTE = 9 * 60;

/** Annual terms whose first notice falls due in the `week`-th week from TODAY, at one instant for all. */
export interface Batch {
  /** YYYY-MM-DD */
  readonly lastDay: string;
  /** Just before the first notice, when nothing else is left to do. */
  readonly before: Instant;
  readonly due: Instant;
  /** Later by what a message waits that payments did not answer in time. */
  readonly done: Instant;
}

export function batch(week: number): Batch {
  const day = addDays(TODAY, 2 + 7 * week);
  const due = instant(toInstant(ZONE, day, OPENS_AT_MINUTE));
  return { lastDay: addDays(day, NODE), before: instant(due - MINUTE), due, done: instant(due + 2 * MINUTE) };
}

/**
 * Customers with one contact each, then one annual contract each. @returns contracts and the seconds that their stream
 * took.
 */
export async function takePortfolio(
  edges: Edges,
  prefix: string,
  count: number,
  lastDay: string,
): Promise<{ contracts: string[]; seconds: number }> {
  const names = Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  await edges.take(names.flatMap((name) => [customer(name, ZONE), contact(name, name)]));
  const start = addMonthsClamped(addDays(lastDay, 1), -12);
  const began = performance.now();
  const contracts = await edges.take(names.map((name) => contract(name, name, start)));
  return { contracts, seconds: (performance.now() - began) / 1_000 };
}

/**
 * Contracts whose terms end beyond the horizon, ten a customer: the stream alone, without planning behind it. @returns
 * contracts a second.
 */
export async function erpSync(edges: Edges, count: number): Promise<number> {
  const names = Array.from({ length: count / 10 }, (_, i) => `h${i}`);
  await edges.take(names.map((name) => customer(name, ZONE)));
  const records = names.flatMap((name) =>
    Array.from({ length: 10 }, (_, i) => contract(`${name}-${i}`, name, TODAY, { periodMonths: 36 })),
  );
  const began = performance.now();
  await edges.take(records);
  return count / ((performance.now() - began) / 1_000);
}
