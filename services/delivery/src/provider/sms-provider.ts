import type { Sms } from '../channel/sms/sms.js';
import type { Callback, CallbackReading } from './callback.js';
import { HttpCalls } from './http-call.client.js';
import type { Destination, LookupResult, Provider, ProviderCapabilities, ProviderResult, Serving } from './provider.js';
import { SmsAccount, type SmsAccountSettings, type SmsTools } from './sms-account.js';
import { TIMINGS, type Timings } from './timings.js';

export interface SmsProviderSettings extends SmsAccountSettings {
  readonly endpoint: string;
  readonly timings?: Timings;
}

/** What all providers of text messages have alike: one account, and calls to one endpoint over HTTP. */
export abstract class SmsProvider implements Provider<Sms> {
  readonly channel = 'SMS';
  abstract readonly capabilities: ProviderCapabilities;
  readonly name: string;
  readonly endpoint: string;
  protected readonly account: SmsAccount;
  protected readonly calls: HttpCalls;

  constructor(settings: SmsProviderSettings, tools: SmsTools) {
    const { origin, host } = new URL(settings.endpoint);
    const { connections, timings = TIMINGS } = settings;
    this.name = settings.name;
    this.endpoint = host;
    this.account = new SmsAccount(settings, tools);
    this.calls = new HttpCalls({ origin, connections, timings, monotonic: tools.monotonic });
  }

  capacity(): number {
    return this.account.capacity();
  }

  serves(to: Destination): Serving {
    return this.account.serves(to);
  }

  abstract send(sms: Sms, limits: { readonly callBy: number }): Promise<ProviderResult>;
  abstract lookup(idempotencyKey: string): Promise<LookupResult>;
  abstract readCallback(callback: Callback): CallbackReading;

  async close(): Promise<void> {
    await this.calls.close();
  }
}
