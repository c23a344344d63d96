import { HOUR, type Instant } from '@perennial/kernel/instant';

/** What a message to a country says of the last hour. */
export interface Pumped {
  readonly usual: boolean;
  /** Messages to it within this hour. */
  readonly count: number;
  /** It is the one by which the limit is passed: said once an hour. */
  readonly alarms: boolean;
}

/**
 * Counts messages by country. Whoever pumps text messages makes us send many to a country where we have few customers,
 * whose carrier pays him for them.
 */
export class Pumping {
  readonly #usual: ReadonlySet<string>;
  readonly #counts = new Map<string, number>();
  #hour = 0;

  /** @param most messages an hour to a country that is not usual. */
  constructor(
    usual: readonly string[],
    private readonly most: number,
  ) {
    this.#usual = new Set(usual);
  }

  note(country: string, now: Instant): Pumped {
    const hour = Math.floor(now / HOUR);
    if (hour !== this.#hour) this.#counts.clear();
    this.#hour = hour;
    const count = (this.#counts.get(country) ?? 0) + 1;
    this.#counts.set(country, count);
    const usual = this.#usual.has(country);
    return { usual, count, alarms: !usual && count === this.most + 1 };
  }
}
