import { buildMail } from '../../channel/email/build-mail.js';
import type { Mail } from '../../channel/email/mail.js';
import type { AccountTools, Classed } from '../account.js';
import type { Callback, CallbackReading } from '../callback.js';
import { MailProvider, type MailProviderSettings } from '../mail-provider.js';
import type { LookupResult, ProviderResult } from '../provider.js';
import { SesCalls, type SesCredentials } from './ses.client.js';
import { KEY_HEADER, KEY_TAG, tagOf } from './ses-event.js';
import { sesResult } from './ses-result.js';
import { readSns, type SnsTopic } from './sns-callback.js';
import { SnsServer } from './sns-server.client.js';

export interface SesSettings extends MailProviderSettings {
  readonly region: string;
  readonly credentials: SesCredentials;
  /** Whose events are published; undefined: the account's own setting, or none. */
  readonly configurationSet: string | undefined;
  readonly topic: SnsTopic;
  /** Where certificates of SNS are fetched and subscriptions confirmed: another one for a fake. */
  readonly snsEndpoint: string;
}

/**
 * Mail over Amazon SES v2. It knows no repeats and finds no mail by our key, which comes back in its events: as a tag
 * of the mail, and as one of its headers.
 */
export class SesProvider extends MailProvider {
  readonly capabilities = { lookup: false, idempotent: false };
  readonly #ses: SesCalls;
  readonly #sns: SnsServer;

  constructor(
    private readonly settings: SesSettings,
    tools: AccountTools,
  ) {
    super(settings, tools);
    const { endpoint, region, credentials, snsEndpoint } = settings;
    const { monotonic, wallNow } = tools;
    this.#ses = new SesCalls({ endpoint, region, credentials, calls: this.calls, wallNow });
    this.#sns = new SnsServer({ endpoint: snsEndpoint, topicArn: settings.topic.arn, monotonic });
  }

  async lookup(): Promise<LookupResult> {
    return { kind: 'unanswered', reason: 'SES finds no mail by our key' };
  }

  async readCallback(callback: Callback): Promise<CallbackReading> {
    return await readSns(callback, this.settings.topic, this.#sns);
  }

  override async close(): Promise<void> {
    await Promise.all([super.close(), this.#ses.close(), this.#sns.close()]);
  }

  /** SES has no SMTPUTF8 (RFC 6531): a local part beyond ASCII would be another address. */
  protected refusal({ to }: Mail): ProviderResult | undefined {
    const ascii = [...to.address].every((character) => character <= '\x7f');
    return ascii ? undefined : { kind: 'refused', reason: 'NO_SMTPUTF8', about: 'ADDRESS' };
  }

  protected async transmit(mail: Mail, callBy: number): Promise<Classed> {
    const bytes = await buildMail(mail, { [KEY_HEADER]: mail.idempotencyKey });
    const { configurationSet } = this.settings;
    // The sender is that of the From header, with its name.
    const input = {
      Destination: { ToAddresses: [mail.to.address] },
      Content: { Raw: { Data: bytes } },
      EmailTags: [{ Name: KEY_TAG, Value: tagOf(mail.idempotencyKey) }],
      ...(configurationSet !== undefined && { ConfigurationSetName: configurationSet }),
    };
    return sesResult(await this.#ses.send(input, callBy));
  }
}
