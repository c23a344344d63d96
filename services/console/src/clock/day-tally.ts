import { formatInstant, type Instant } from '@perennial/kernel/instant';

/** What happened, by name: `{ mails: 12, renewals: 3 }`. */
export type Counts = Readonly<Record<string, number>>;

/** A day that a walk has passed, and what happened on it. */
export interface WalkedDay {
  /** UTC, YYYY-MM-DD. */
  readonly day: string;
  readonly counts: Counts;
}

/** Tells what happened on each UTC day of a walk from counters that only grow. */
export class DayTally {
  #day: string;
  #counts: Counts = {};

  /** @param start where the walk begins @param totals counters then */
  constructor(
    start: Instant,
    private totals: Counts,
  ) {
    this.#day = dayOf(start);
  }

  /** What was counted since the last stop happened at `now`. @returns the day that this stop has left behind. */
  stop(now: Instant, totals: Counts): WalkedDay | undefined {
    const since = Object.entries(totals).map(([name, total]) => [name, total - (this.totals[name] ?? 0)] as const);
    this.totals = totals;
    const passed = dayOf(now) === this.#day ? undefined : this.end();
    this.#day = dayOf(now);
    this.#counts = Object.fromEntries(since.map(([name, n]) => [name, n + (this.#counts[name] ?? 0)]));
    return passed;
  }

  /** The day in hand. */
  end(): WalkedDay {
    const day = { day: this.#day, counts: this.#counts };
    this.#counts = {};
    return day;
  }
}

/** UTC, YYYY-MM-DD. */
function dayOf(now: Instant): string {
  return formatInstant(now).slice(0, 10);
}
