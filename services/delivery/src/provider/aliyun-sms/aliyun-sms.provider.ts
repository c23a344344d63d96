import { ok, type Result } from '@perennial/kernel/result';
import { randomUUID } from 'node:crypto';
import { DAY, HOUR } from '@perennial/kernel/instant';
import { segmentsOf } from '../../channel/sms/segments.js';
import type { Sms } from '../../channel/sms/sms.js';
import type { Classed } from '../account.js';
import type { Callback, CallbackReading } from '../callback.js';
import { jsonOf, wordOf } from '../http-answer.js';
import { withoutAnswer, type HttpCallResult, type HttpReply } from '../http-call.client.js';
import type { LookupResult, ProviderResult } from '../provider.js';
import { fillRegistered, type RegisteredText } from '../registered-text.js';
import type { SmsTools } from '../sms-account.js';
import { SmsProvider, type SmsProviderSettings } from '../sms-provider.js';
import { TIMINGS } from '../timings.js';
import { acs3Query, signAcs3, type Acs3Credentials } from './acs3-signature.js';
import { readAliyunCallback } from './aliyun-callback.js';
import { aliyunResult } from './aliyun-result.js';

export interface AliyunSmsSettings extends SmsProviderSettings, Acs3Credentials {
  readonly callbackSecret: string;
  readonly signName: string;
  readonly texts: readonly RegisteredText[];
}

const VERSION = '2017-05-25';
/** Details of a day that are read, of a number that got many. */
const PAGE = 50;
const MOST_PAGES = 4;
/** Calls whose end nobody knows are remembered by number for this long, and no longer. */
const REMEMBERED_MS = HOUR;
const MOST_REMEMBERED = 1_000;

interface Unknown {
  readonly number: string;
  readonly sentAt: number;
}

/**
 * Text messages over Aliyun Dysmsapi: registered texts by their codes. It knows no repeats. What became of a call is
 * found among the details of its number by our key; the number is known to the process that called, for an hour.
 */
export class AliyunSmsProvider extends SmsProvider {
  readonly capabilities = { lookup: true, idempotent: false };
  readonly #unknown = new Map<string, Unknown>();

  constructor(
    private readonly settings: AliyunSmsSettings,
    private readonly tools: SmsTools,
  ) {
    super(settings, tools);
  }

  async send(sms: Sms, { callBy }: { callBy: number }): Promise<ProviderResult> {
    const refusal = this.account.refusal(sms.to);
    if (refusal) return refusal;
    const filled = fillRegistered(sms, this.settings.texts);
    if (!filled.ok) return { kind: 'refused', reason: filled.error, about: 'PROVIDER' };
    const { code, values } = filled.value;
    const { signName } = this.settings;
    const query = {
      PhoneNumbers: national(sms.to),
      SignName: signName,
      TemplateCode: code,
      TemplateParam: JSON.stringify(Object.fromEntries(values.map(({ name, value }) => [name, value]))),
      OutId: sms.idempotencyKey,
    };
    const segments = segmentsOf(`【${signName}】${sms.text}`, 'UCS_2').count;
    return await this.account.call({ to: sms.to, segments, callBy }, () => this.#send(sms, query, callBy));
  }

  registered(sms: Sms): Result<string, string> {
    const filled = fillRegistered(sms, this.settings.texts);
    return filled.ok ? ok(filled.value.code) : filled;
  }

  async lookup(idempotencyKey: string): Promise<LookupResult> {
    const unknown = this.#unknown.get(idempotencyKey);
    if (!unknown || this.tools.wallNow() - unknown.sentAt > REMEMBERED_MS)
      return { kind: 'unanswered', reason: 'NUMBER_NOT_KNOWN' };
    for (const day of daysOf(unknown.sentAt, this.tools.wallNow())) {
      const found = await this.#details(unknown.number, day, idempotencyKey);
      if (found.kind !== 'unknown') return found;
    }
    return { kind: 'unknown' };
  }

  readCallback(callback: Callback): CallbackReading {
    return readAliyunCallback(callback, this.settings.callbackSecret);
  }

  async #send(sms: Sms, query: Record<string, string>, callBy: number): Promise<Classed> {
    const sentAt = this.tools.wallNow();
    const call = await this.#call('SendSms', query, { callBy });
    const classed =
      call.kind === 'answered' ? aliyunResult(call, this.tools.wallNow()) : { result: withoutAnswer(call) };
    if (classed.result.kind === 'ambiguous') this.#remember(sms.idempotencyKey, { number: national(sms.to), sentAt });
    return classed;
  }

  #remember(key: string, unknown: Unknown): void {
    const [oldest] = this.#unknown.keys();
    if (this.#unknown.size >= MOST_REMEMBERED && oldest !== undefined) this.#unknown.delete(oldest);
    this.#unknown.set(key, unknown);
  }

  async #details(number: string, day: string, key: string): Promise<LookupResult> {
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const query = { PhoneNumber: number, SendDate: day, PageSize: String(PAGE), CurrentPage: String(page) };
      const waitMs = (this.settings.timings ?? TIMINGS).phaseMs;
      const call = await this.#call('QuerySendDetails', query, { callBy: Infinity, waitMs });
      if (call.kind !== 'answered') return { kind: 'unanswered', reason: reasonOf(call) };
      const details = detailsOf(call);
      if (!details) return { kind: 'unanswered', reason: wordOf(jsonOf(call)?.['Code']) ?? `HTTP_${call.status}` };
      // The answer names no BizId of a single detail: our own key is what evidence will come by.
      if (details.includes(key)) return { kind: 'accepted', providerMessageId: '' };
      if (details.length < PAGE) break;
    }
    return { kind: 'unknown' };
  }

  async #call(
    action: string,
    query: Readonly<Record<string, string>>,
    limits: { callBy: number; waitMs?: number },
  ): Promise<HttpCallResult> {
    const date = new Date(this.tools.wallNow()).toISOString().replace(/\.\d+Z$/, 'Z');
    const signed = { host: this.endpoint, action, version: VERSION, date, nonce: randomUUID(), query };
    const headers = { accept: 'application/json', ...signAcs3(signed, this.settings) };
    return await this.calls.call({ method: 'POST', path: `/?${acs3Query(query)}`, headers }, limits);
  }
}

/** Mainland numbers without their country, all others with it; neither with the plus. */
function national(number: string): string {
  return number.replace(/^\+86(?=1\d{10}$)/, '').replace('+', '');
}

function reasonOf(call: Exclude<HttpCallResult, HttpReply>): string {
  return call.kind === 'expired' ? 'EXPIRED' : call.reason;
}

/** The days in Beijing on which a message may stand that was sent then. */
function daysOf(sentAt: number, now: number): string[] {
  const day = (at: number): string => new Date(at + 8 * HOUR).toISOString().slice(0, 10).replaceAll('-', '');
  return [...new Set([day(sentAt), day(Math.min(now, sentAt + DAY))])];
}

/** Our keys of the details; undefined where the answer is none. */
function detailsOf(reply: HttpReply): string[] | undefined {
  const body = jsonOf(reply);
  if (reply.status !== 200 || body?.['Code'] !== 'OK') return undefined;
  const { SmsSendDetailDTO: list } = (body['SmsSendDetailDTOs'] ?? {}) as { SmsSendDetailDTO?: unknown };
  if (!Array.isArray(list)) return [];
  return list.map((one: unknown) => wordOf((one as Record<string, unknown> | null)?.['OutId']) ?? '');
}
