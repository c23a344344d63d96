import { checkHeaders } from '../channel/email/header-text.js';
import type { Mail } from '../channel/email/mail.js';
import { Account, type AccountSettings, type AccountTools, type Classed } from './account.js';
import type { Callback, CallbackReading } from './callback.js';
import { HttpCalls } from './http-call.client.js';
import type { Destination, LookupResult, Provider, ProviderCapabilities, ProviderResult, Serving } from './provider.js';
import { servingOf, type Regions } from './regions.js';
import type { Cost } from './spend-book.js';
import { TIMINGS, type Timings } from './timings.js';

export interface MailProviderSettings extends Omit<AccountSettings, 'currency'> {
  readonly endpoint: string;
  readonly costPerMessage: Cost;
  /** Countries of the customers whose mail it carries, before providers of every region; undefined: everybody's. */
  readonly regions?: Regions | undefined;
  readonly timings?: Timings;
}

/** What all providers of mail with an API of their own have alike: one account, and calls to one endpoint over HTTP. */
export abstract class MailProvider implements Provider<Mail> {
  readonly channel = 'EMAIL';
  abstract readonly capabilities: ProviderCapabilities;
  readonly name: string;
  readonly endpoint: string;
  protected readonly calls: HttpCalls;
  readonly #account: Account;
  readonly #cost: Cost;
  readonly #regions: Regions | undefined;

  constructor(settings: MailProviderSettings, tools: AccountTools) {
    const { origin, host } = new URL(settings.endpoint);
    const { connections, costPerMessage, timings = TIMINGS } = settings;
    this.name = settings.name;
    this.endpoint = host;
    this.#cost = costPerMessage;
    this.#regions = settings.regions;
    this.#account = new Account({ ...settings, currency: costPerMessage.currency }, tools);
    this.calls = new HttpCalls({ origin, connections, timings, monotonic: tools.monotonic });
  }

  capacity(): number {
    return this.#account.capacity();
  }

  serves({ country }: Destination): Serving {
    return servingOf(this.#regions, country);
  }

  async send(mail: Mail, { callBy }: { readonly callBy: number }): Promise<ProviderResult> {
    const checked = checkHeaders(mail);
    if (!checked.ok) return { kind: 'refused', ...checked.error };
    const refusal = this.refusal(mail);
    if (refusal) return refusal;
    return await this.#account.call({ cost: this.#cost, callBy }, () => this.transmit(mail, callBy));
  }

  abstract lookup(idempotencyKey: string): Promise<LookupResult>;
  abstract readCallback(callback: Callback): CallbackReading | Promise<CallbackReading>;

  async close(): Promise<void> {
    await this.calls.close();
  }

  /** Why a mail never leaves; undefined for one that may. */
  protected abstract refusal(mail: Mail): ProviderResult | undefined;
  /** @param callBy monotonic ms after which nothing may leave. */
  protected abstract transmit(mail: Mail, callBy: number): Promise<Classed>;
}
