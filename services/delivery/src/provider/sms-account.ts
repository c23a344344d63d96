import { countryOf } from '../channel/sms/country-of.js';
import { isE164 } from '../channel/sms/sms.js';
import { Account, type AccountSettings, type AccountTools, type Classed } from './account.js';
import type { MeasureAccounts } from './measure-accounts.js';
import type { Destination, ProviderResult, Serving } from './provider.js';
import { Pumping } from './pumping.js';
import { servingOf, type Regions } from './regions.js';
import type { Cost } from './spend-book.js';

export interface SmsAccountSettings extends Omit<AccountSettings, 'currency'> {
  readonly regions: Regions;
  readonly costPerSegment: Cost;
  readonly usualCountries: readonly string[];
  readonly unusualPerHour: number;
}

/** What providers of text messages share of their process. */
export interface SmsTools extends AccountTools {
  readonly metrics: AccountTools['metrics'] & Pick<MeasureAccounts, 'pumped'>;
}

/** Where a text message goes and what it costs. */
export interface SmsCall {
  readonly to: string;
  readonly segments: number;
  readonly callBy: number;
}

/** One account at a provider of text messages: where it sends, how fast, and for how much a month. */
export class SmsAccount {
  readonly #account: Account;
  readonly #pumping: Pumping;

  constructor(
    private readonly settings: SmsAccountSettings,
    private readonly tools: SmsTools,
  ) {
    const { usualCountries, unusualPerHour, costPerSegment } = settings;
    this.#account = new Account({ ...settings, currency: costPerSegment.currency }, tools);
    this.#pumping = new Pumping(usualCountries, unusualPerHour);
  }

  capacity(): number {
    return this.#account.capacity();
  }

  /** What is no number is refused by whoever is asked first. */
  serves({ address }: Pick<Destination, 'address'>): Serving {
    return isE164(address) ? servingOf(this.settings.regions, countryOf(address)) : 'ANYWHERE';
  }

  /** Why a message to this address never leaves; asked first, because another provider may have a text for it. */
  refusal(to: string): ProviderResult | undefined {
    if (!isE164(to)) return { kind: 'refused', reason: 'NOT_E164', about: 'ADDRESS' };
    if (this.serves({ address: to }) !== 'NO') return undefined;
    return { kind: 'refused', reason: 'COUNTRY_NOT_SERVED', about: 'PROVIDER' };
  }

  async call({ to, segments, callBy }: SmsCall, send: () => Promise<Classed>): Promise<ProviderResult> {
    const { name, costPerSegment } = this.settings;
    const cost = { micros: costPerSegment.micros * segments, currency: costPerSegment.currency };
    const now = this.tools.now();
    const result = await this.#account.call({ cost, callBy }, send);
    if (result.kind === 'accepted' || result.kind === 'ambiguous') {
      const country = countryOf(to) ?? 'none';
      this.tools.metrics.pumped(name, country, this.#pumping.note(country, now));
    }
    return result;
  }
}
