import type { Instant } from '@perennial/kernel/instant';

/** Millionths of a currency: a segment costs a fraction of a cent. */
export interface Cost {
  readonly micros: number;
  readonly currency: string;
}

/** What the messages of a provider cost in one month, in UTC on the business clock. */
export interface Spent extends Cost {
  readonly provider: string;
  /** 2024-07. */
  readonly month: string;
}

interface Entry {
  /** Of all processes, as far as it was stored. */
  stored: number;
  /** Of this one, not stored yet. */
  added: number;
}

/** What providers have cost so far. What a call will cost is reserved before it, so that the cap holds under load. */
export class SpendBook {
  readonly #entries = new Map<string, Entry>();

  /** @returns whether the cap leaves room for it; then it counts. @param cap null: there is none. */
  reserve(provider: string, cost: Cost, cap: number | null, now: Instant): boolean {
    const entry = this.#entry(provider, cost.currency, monthOf(now));
    if (cap !== null && entry.stored + entry.added + cost.micros > cap) return false;
    entry.added += cost.micros;
    return true;
  }

  /** The provider took nothing, and nothing is paid. @param now the instant of the reservation. */
  release(provider: string, cost: Cost, now: Instant): void {
    this.#entry(provider, cost.currency, monthOf(now)).added -= cost.micros;
  }

  /** What is to be stored. */
  takeNews(): Spent[] {
    return [...this.#entries].flatMap(([key, entry]) => {
      const { added } = entry;
      if (added === 0) return [];
      entry.stored += added;
      entry.added = 0;
      const [provider = '', currency = '', month = ''] = key.split(' ');
      return [{ provider, currency, month, micros: added }];
    });
  }

  /** It could not be stored. */
  putBack(news: readonly Spent[]): void {
    for (const { provider, currency, month, micros } of news) {
      const entry = this.#entry(provider, currency, month);
      entry.stored -= micros;
      entry.added += micros;
    }
  }

  /** Totals of all processes. */
  learn(totals: readonly Spent[]): void {
    for (const { provider, currency, month, micros } of totals) this.#entry(provider, currency, month).stored = micros;
  }

  /** All that is known, by this process. */
  totals(): Spent[] {
    return [...this.#entries].map(([key, { stored, added }]) => {
      const [provider = '', currency = '', month = ''] = key.split(' ');
      return { provider, currency, month, micros: stored + added };
    });
  }

  #entry(provider: string, currency: string, month: string): Entry {
    const key = `${provider} ${currency} ${month}`;
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = { stored: 0, added: 0 };
      this.#entries.set(key, entry);
    }
    return entry;
  }
}

export function monthOf(now: Instant): string {
  return new Date(now).toISOString().slice(0, 7);
}
