import { ok, type Result } from '@perennial/kernel/result';
import { segmentsOf } from '../../channel/sms/segments.js';
import type { Sms } from '../../channel/sms/sms.js';
import type { Classed } from '../account.js';
import type { Callback, CallbackReading } from '../callback.js';
import { withoutAnswer } from '../http-call.client.js';
import type { LookupResult, ProviderResult } from '../provider.js';
import { fillRegistered, type RegisteredText } from '../registered-text.js';
import type { SmsTools } from '../sms-account.js';
import { SmsProvider, type SmsProviderSettings } from '../sms-provider.js';
import { signTc3, type Tc3Credentials } from './tc3-signature.js';
import { readTencentCallback } from './tencent-callback.js';
import { tencentResult } from './tencent-result.js';

export interface TencentSmsSettings extends SmsProviderSettings, Tc3Credentials {
  readonly callbackSecret: string;
  readonly region: string;
  readonly sdkAppId: string;
  readonly signName: string;
  readonly texts: readonly RegisteredText[];
}

const CONTENT_TYPE = 'application/json';

/**
 * Text messages over Tencent Cloud: registered texts by their numbers. It knows no repeats, and finds a message again
 * only by a serial number that a lost answer took with it: there is no lookup.
 */
export class TencentSmsProvider extends SmsProvider {
  readonly capabilities = { lookup: false, idempotent: false };

  constructor(
    private readonly settings: TencentSmsSettings,
    private readonly tools: SmsTools,
  ) {
    super(settings, tools);
  }

  async send(sms: Sms, { callBy }: { callBy: number }): Promise<ProviderResult> {
    const refusal = this.account.refusal(sms.to);
    if (refusal) return refusal;
    const filled = fillRegistered(sms, this.settings.texts);
    if (!filled.ok) return { kind: 'refused', reason: filled.error, about: 'PROVIDER' };
    const { sdkAppId, signName } = this.settings;
    const body = JSON.stringify({
      PhoneNumberSet: [sms.to],
      SmsSdkAppId: sdkAppId,
      TemplateId: filled.value.code,
      SignName: signName,
      TemplateParamSet: filled.value.values.map(({ value }) => value),
      SessionContext: sms.idempotencyKey,
    });
    const segments = segmentsOf(`【${signName}】${sms.text}`, 'UCS_2').count;
    return await this.account.call({ to: sms.to, segments, callBy }, () => this.#send(body, callBy));
  }

  registered(sms: Sms): Result<string, string> {
    const filled = fillRegistered(sms, this.settings.texts);
    return filled.ok ? ok(filled.value.code) : filled;
  }

  async lookup(): Promise<LookupResult> {
    return { kind: 'unanswered', reason: 'Tencent Cloud finds no message by our key' };
  }

  readCallback(callback: Callback): CallbackReading {
    return readTencentCallback(callback, this.settings.callbackSecret);
  }

  async #send(body: string, callBy: number): Promise<Classed> {
    const timestamp = Math.floor(this.tools.wallNow() / 1_000);
    const signed = { host: this.endpoint, service: 'sms', timestamp, contentType: CONTENT_TYPE, body };
    const headers = {
      host: this.endpoint,
      'content-type': CONTENT_TYPE,
      'x-tc-action': 'SendSms',
      'x-tc-version': '2021-01-11',
      'x-tc-timestamp': String(timestamp),
      'x-tc-region': this.settings.region,
      authorization: signTc3(signed, this.settings),
    };
    const call = await this.calls.call({ method: 'POST', path: '/', headers, body }, { callBy });
    if (call.kind !== 'answered') return { result: withoutAnswer(call) };
    return tencentResult(call, this.tools.wallNow());
  }
}
