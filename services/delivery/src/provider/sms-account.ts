import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '@perennial/kernel/instant';
import { countryOf } from '../channel/sms/country-of.js';
import { isE164 } from '../channel/sms/sms.js';
import type { ProviderResult } from './provider.js';
import type { MeasureAccounts } from './measure-accounts.js';
import { Pumping } from './pumping.js';
import { isServed, type Regions } from './regions.js';
import { Slots } from './slots.js';
import type { Cost, SpendBook } from './spend-book.js';
import { TokenBucket } from './token-bucket.js';

export interface SmsAccountSettings {
  readonly name: string;
  readonly regions: Regions;
  readonly connections: number;
  readonly perSecond: number;
  readonly costPerSegment: Cost;
  /** Micros a month; null: no cap. */
  readonly cap: number | null;
  readonly usualCountries: readonly string[];
  readonly unusualPerHour: number;
}

/** What providers of text messages share of their process. */
export interface SmsTools {
  readonly monotonic: () => number;
  readonly wallNow: () => number;
  /** Business clock: months of spending. */
  readonly now: () => Instant;
  readonly spend: SpendBook;
  readonly metrics: Pick<MeasureAccounts, 'cap' | 'capped' | 'rate' | 'pumped'>;
}

/** What an answer means, and whether the account as a whole should be called less often. */
export interface Classed {
  readonly result: ProviderResult;
  readonly slower?: boolean;
}

/** Where a text message goes and what it costs. */
export interface SmsCall {
  readonly to: string;
  readonly segments: number;
  readonly callBy: number;
}

/** Each waiting call needs its turn before `callBy`. */
const MOST_IN_HAND = 600;

/**
 * One account at a provider of text messages: where it sends, how fast, and for how much a month. What it holds back
 * never reaches the provider.
 */
export class SmsAccount {
  readonly #bucket: TokenBucket;
  readonly #slots: Slots;
  readonly #pumping: Pumping;

  constructor(
    private readonly settings: SmsAccountSettings,
    private readonly tools: SmsTools,
  ) {
    const { name, perSecond, connections, usualCountries, unusualPerHour, costPerSegment, cap } = settings;
    this.#bucket = new TokenBucket(perSecond, tools.monotonic);
    this.#slots = new Slots(connections, MOST_IN_HAND, tools.monotonic);
    this.#pumping = new Pumping(usualCountries, unusualPerHour);
    tools.metrics.cap(name, costPerSegment.currency, cap);
    tools.metrics.rate(name, perSecond);
  }

  capacity(): number {
    return Math.min(this.#slots.capacity(), this.#bucket.room());
  }

  serves(address: string): boolean {
    return isE164(address) && isServed(this.settings.regions, countryOf(address));
  }

  /** Why a message to this address never leaves; asked first, because another provider may have a text for it. */
  refusal(to: string): ProviderResult | undefined {
    if (!isE164(to)) return { kind: 'refused', reason: 'NOT_E164', about: 'ADDRESS' };
    return this.serves(to) ? undefined : { kind: 'refused', reason: 'COUNTRY_NOT_SERVED', about: 'PROVIDER' };
  }

  async call({ to, segments, callBy }: SmsCall, send: () => Promise<Classed>): Promise<ProviderResult> {
    const { name, costPerSegment, cap } = this.settings;
    const { monotonic, spend, metrics } = this.tools;
    const now = this.tools.now();
    const cost = { micros: costPerSegment.micros * segments, currency: costPerSegment.currency };
    if (!spend.reserve(name, cost, cap, now)) {
      metrics.capped(name);
      return { kind: 'at_fault', reason: 'SPEND_CAP' };
    }
    const result = await this.#inTurn(callBy - monotonic(), callBy, send);
    if (result.kind === 'accepted' || result.kind === 'ambiguous') {
      const country = countryOf(to) ?? 'none';
      metrics.pumped(name, country, this.#pumping.note(country, now));
    } else spend.release(name, cost, now);
    return result;
  }

  async #inTurn(withinMs: number, callBy: number, send: () => Promise<Classed>): Promise<ProviderResult> {
    const wait = this.#bucket.take(withinMs);
    if (wait === undefined) return { kind: 'expired' };
    if (wait > 0) await sleep(wait);
    const classed = await this.#slots.run(send, callBy);
    if (!classed) return { kind: 'expired' };
    if (classed.slower)
      this.#bucket.slowDown(classed.result.kind === 'later' ? classed.result.retryAfterMs : undefined);
    this.tools.metrics.rate(this.settings.name, this.#bucket.rate);
    return classed.result;
  }
}
