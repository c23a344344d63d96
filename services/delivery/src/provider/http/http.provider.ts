import { extraHeaders } from '../../channel/email/build-mail.js';
import { checkHeaders } from '../../channel/email/header-text.js';
import type { Mail } from '../../channel/email/mail.js';
import { jsonOf, retryAfter, wordOf } from '../http-answer.js';
import { HttpCalls, withoutAnswer, type HttpReply } from '../http-call.client.js';
import type { LookupResult, Provider, ProviderResult } from '../provider.js';
import { Slots } from '../slots.js';
import { TIMINGS, type Timings } from '../timings.js';
import { httpAnswer } from './http-result.js';

export interface HttpOptions {
  /** `POST <url>/messages` and `GET <url>/messages/<key>`. */
  readonly url: string;
  readonly connections?: number;
  readonly timings?: Timings;
  readonly monotonic: () => number;
  readonly wallNow: () => number;
}

const CONNECTIONS = 48;
const MOST_IN_HAND = 600;
/**
 * Mail over an HTTP provider with keep-alive connections: it knows repeats by their key and can be asked what became of
 * one.
 */
export class HttpProvider implements Provider<Mail> {
  readonly name = 'http';
  readonly channel = 'EMAIL';
  readonly capabilities = { lookup: true, idempotent: true };
  readonly endpoint: string;
  readonly #calls: HttpCalls;
  readonly #slots: Slots;
  readonly #path: string;

  constructor(private readonly options: HttpOptions) {
    const { connections = CONNECTIONS, timings = TIMINGS } = options;
    const url = new URL(options.url);
    this.#path = `${url.pathname.replace(/\/$/, '')}/messages`;
    this.endpoint = `${url.host}${url.pathname.replace(/\/$/, '')}`;
    this.#slots = new Slots(connections, MOST_IN_HAND, options.monotonic);
    this.#calls = new HttpCalls({ origin: url.origin, connections, timings, monotonic: options.monotonic });
  }

  capacity(): number {
    return this.#slots.capacity();
  }

  async send(mail: Mail, { callBy }: { callBy: number }): Promise<ProviderResult> {
    const checked = checkHeaders(mail);
    if (!checked.ok) return { kind: 'refused', ...checked.error };
    const body = JSON.stringify({
      idempotencyKey: mail.idempotencyKey,
      to: mail.to.address,
      toName: mail.to.name,
      from: mail.from,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      headers: { ...extraHeaders(mail), 'Message-ID': `<${mail.messageIdHeader}>` },
    });
    return (await this.#slots.run(() => this.#post(body, callBy), callBy)) ?? { kind: 'expired' };
  }

  async lookup(idempotencyKey: string): Promise<LookupResult> {
    const path = `${this.#path}/${encodeURIComponent(idempotencyKey)}`;
    const waitMs = (this.options.timings ?? TIMINGS).phaseMs;
    const call = await this.#calls.call({ method: 'GET', path }, { callBy: Infinity, waitMs });
    if (call.kind === 'expired') return { kind: 'unanswered', reason: 'EXPIRED' };
    if (call.kind !== 'answered') return { kind: 'unanswered', reason: call.reason };
    if (call.status === 200) return { kind: 'accepted', providerMessageId: fieldsOf(call).id ?? '' };
    return call.status === 404 ? { kind: 'unknown' } : { kind: 'unanswered', reason: `HTTP_${call.status}` };
  }

  async close(): Promise<void> {
    await this.#calls.close();
  }

  async #post(body: string, callBy: number): Promise<ProviderResult> {
    const headers = { 'content-type': 'application/json' };
    const call = await this.#calls.call({ method: 'POST', path: this.#path, headers, body }, { callBy });
    if (call.kind !== 'answered') return withoutAnswer(call);
    return httpAnswer({
      ...fieldsOf(call),
      status: call.status,
      retryAfterMs: retryAfter(call.headers['retry-after'], this.options.wallNow()),
    });
  }
}

/** What is read of a JSON answer; nothing where it is none. */
function fieldsOf(reply: HttpReply): { id: string | undefined; error: string | undefined } {
  const body = jsonOf(reply);
  return { id: wordOf(body?.['id']), error: wordOf(body?.['code']) ?? wordOf(body?.['error']) };
}
