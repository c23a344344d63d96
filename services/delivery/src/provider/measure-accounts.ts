import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Pumped } from './pumping.js';
import type { Spent } from './spend-book.js';

/** Figures of provider accounts: what they cost, how fast they may be called, where their messages go. */
@Injectable()
export class MeasureAccounts {
  readonly #spend: Gauge<'provider' | 'currency' | 'month'>;
  readonly #cap: Gauge<'provider' | 'currency'>;
  readonly #capped: Counter<'provider'>;
  readonly #rate: Gauge<'provider'>;
  readonly #unusual: Counter<'provider' | 'country'>;
  readonly #alarms: Counter<'provider' | 'country'>;

  constructor(
    registry: Registry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const registers = [registry];
    this.#spend = new Gauge({
      name: 'perennial_provider_spend',
      help: 'what the messages of a provider cost in a month of the business clock',
      labelNames: ['provider', 'currency', 'month'],
      registers,
    });
    this.#cap = new Gauge({
      name: 'perennial_provider_spend_cap',
      help: 'what the messages of a provider may cost in a month',
      labelNames: ['provider', 'currency'],
      registers,
    });
    this.#capped = new Counter({
      name: 'perennial_provider_spend_capped_total',
      help: 'messages that were not sent over a provider because its cap leaves no room',
      labelNames: ['provider'],
      registers,
    });
    this.#rate = new Gauge({
      name: 'perennial_provider_rate',
      help: 'calls a second that a provider takes, learned from what it refused',
      labelNames: ['provider'],
      registers,
    });
    this.#unusual = new Counter({
      name: 'perennial_sms_unusual_country_total',
      help: 'text messages to countries that are not usual',
      labelNames: ['provider', 'country'],
      registers,
    });
    this.#alarms = new Counter({
      name: 'perennial_sms_pumping_alarms_total',
      help: 'hours in which more text messages went to an unusual country than the settings allow for',
      labelNames: ['provider', 'country'],
      registers,
    });
  }

  spent(totals: readonly Spent[]): void {
    for (const { provider, currency, month, micros } of totals)
      this.#spend.set({ provider, currency, month }, micros / 1_000_000);
  }

  /** @param micros null: there is none. */
  cap(provider: string, currency: string, micros: number | null): void {
    if (micros !== null) this.#cap.set({ provider, currency }, micros / 1_000_000);
  }

  capped(provider: string): void {
    this.#capped.inc({ provider });
  }

  rate(provider: string, perSecond: number): void {
    this.#rate.set({ provider }, perSecond);
  }

  pumped(provider: string, country: string, { usual, count, alarms }: Pumped): void {
    if (!usual) this.#unusual.inc({ provider, country });
    if (!alarms) return;
    this.#alarms.inc({ provider, country });
    this.logger.warn({ provider, country, count }, 'many text messages go to one unusual country within an hour');
  }
}
