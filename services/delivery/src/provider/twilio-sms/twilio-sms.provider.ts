import type { Sms } from '../../channel/sms/sms.js';
import type { Classed } from '../account.js';
import type { Callback, CallbackReading } from '../callback.js';
import { withoutAnswer } from '../http-call.client.js';
import type { LookupResult, ProviderResult } from '../provider.js';
import type { SmsTools } from '../sms-account.js';
import { SmsProvider, type SmsProviderSettings } from '../sms-provider.js';
import { readTwilioCallback } from './twilio-callback.js';
import { twilioResult } from './twilio-result.js';

export interface TwilioSmsSettings extends SmsProviderSettings {
  readonly accountSid: string;
  readonly authToken: string;
  /** A number, a short code, a name, or the id of a messaging service (MG…). */
  readonly sender: string;
  /** Where states of messages are reported to; undefined: nowhere. */
  readonly callbackUrl: string | undefined;
}

/** Most characters of a text, whatever its encoding. */
const MOST = 1_600;

/**
 * Text messages over Twilio, of any text. It knows no repeats and finds no message by our key; that stands in the query
 * of the callback URL, which is signed, so that a receipt finds a message whose call was never answered.
 */
export class TwilioSmsProvider extends SmsProvider {
  readonly capabilities = { lookup: false, idempotent: false };
  readonly #authorization: string;

  constructor(
    private readonly settings: TwilioSmsSettings,
    private readonly tools: SmsTools,
  ) {
    super(settings, tools);
    this.#authorization = `Basic ${Buffer.from(`${settings.accountSid}:${settings.authToken}`, 'utf8').toString('base64')}`;
  }

  async send(sms: Sms, { callBy }: { callBy: number }): Promise<ProviderResult> {
    const refusal = this.account.refusal(sms.to);
    if (refusal) return refusal;
    if (sms.text.length > MOST)
      return { kind: 'refused', reason: `TEXT_TOO_LONG: ${MOST} characters`, about: 'MESSAGE' };
    return await this.account.call({ to: sms.to, segments: sms.segments.count, callBy }, () => this.#send(sms, callBy));
  }

  async lookup(): Promise<LookupResult> {
    return { kind: 'unanswered', reason: 'Twilio finds no message by our key' };
  }

  readCallback(callback: Callback): CallbackReading {
    return readTwilioCallback(callback, this.settings.authToken);
  }

  async #send(sms: Sms, callBy: number): Promise<Classed> {
    const { accountSid, sender, callbackUrl } = this.settings;
    const key = encodeURIComponent(sms.idempotencyKey);
    const form = new URLSearchParams({
      To: sms.to,
      [/^MG[0-9a-f]{32}$/.test(sender) ? 'MessagingServiceSid' : 'From']: sender,
      Body: sms.text,
      ...(callbackUrl !== undefined && { StatusCallback: `${callbackUrl}?key=${key}` }),
    });
    const headers = {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      authorization: this.#authorization,
    };
    const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
    const call = await this.calls.call({ method: 'POST', path, headers, body: form.toString() }, { callBy });
    if (call.kind !== 'answered') return { result: withoutAnswer(call) };
    return twilioResult(call, this.tools.wallNow());
  }
}
