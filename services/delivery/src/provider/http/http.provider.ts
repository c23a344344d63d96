import type { Readable } from 'node:stream';
import { Pool } from 'undici';
import { extraHeaders } from '../../channel/email/build-mail.js';
import { checkHeaders } from '../../channel/email/header-text.js';
import type { Mail } from '../../channel/email/mail.js';
import type { LookupResult, Provider, ProviderResult } from '../provider.js';
import { Slots } from '../slots.js';
import { TIMINGS, type Timings } from '../timings.js';
import { httpAnswer, httpFailure, retryAfter } from './http-result.js';

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
/** Bytes of an answer that are read: it is an id, or a word about an error. */
const MOST_ANSWER = 64 * 1024;

type Failure = { code?: string; message: string };

/**
 * Mail over an HTTP provider with keep-alive connections: it knows repeats by their key and can be asked what became of
 * one.
 */
export class HttpProvider implements Provider<Mail> {
  readonly name = 'http';
  readonly channel = 'EMAIL';
  readonly capabilities = { lookup: true, idempotent: true };
  readonly endpoint: string;
  readonly #pool: Pool;
  readonly #slots: Slots;
  readonly #path: string;

  constructor(private readonly options: HttpOptions) {
    const { connections = CONNECTIONS, timings = TIMINGS } = options;
    const url = new URL(options.url);
    this.#path = `${url.pathname.replace(/\/$/, '')}/messages`;
    this.endpoint = `${url.host}${url.pathname.replace(/\/$/, '')}`;
    this.#slots = new Slots(connections, MOST_IN_HAND, options.monotonic);
    this.#pool = new Pool(url.origin, {
      connections,
      pipelining: 1,
      connect: { timeout: timings.phaseMs },
      headersTimeout: timings.finalMs,
      bodyTimeout: timings.phaseMs,
    });
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
    try {
      const response = await this.#pool.request({
        method: 'GET',
        path: `${this.#path}/${encodeURIComponent(idempotencyKey)}`,
        headersTimeout: this.#phaseMs,
      });
      const { id } = fieldsOf(await shortText(response.body));
      if (response.statusCode === 200) return { kind: 'accepted', providerMessageId: id ?? '' };
      return response.statusCode === 404
        ? { kind: 'unknown' }
        : { kind: 'unanswered', reason: `HTTP_${response.statusCode}` };
    } catch (error) {
      return { kind: 'unanswered', reason: (error as Failure).code ?? (error as Failure).message };
    }
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  get #phaseMs(): number {
    return (this.options.timings ?? TIMINGS).phaseMs;
  }

  async #post(body: string, callBy: number): Promise<ProviderResult> {
    if (this.options.monotonic() >= callBy) return { kind: 'expired' };
    try {
      const response = await this.#pool.request({
        method: 'POST',
        path: this.#path,
        headers: { 'content-type': 'application/json' },
        body,
      });
      const fields = fieldsOf(await shortText(response.body));
      const header = response.headers['retry-after'];
      return httpAnswer({
        ...fields,
        status: response.statusCode,
        retryAfterMs: retryAfter(Array.isArray(header) ? header[0] : header, this.options.wallNow()),
      });
    } catch (error) {
      return httpFailure(error as Failure);
    }
  }
}

/** An answer as text, as far as one can sensibly be long: the rest is not read, and its connection not used again. */
async function shortText(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_ANSWER) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What is read of a JSON answer; nothing where it is none. */
function fieldsOf(text: string): { id: string | undefined; error: string | undefined } {
  try {
    const body = JSON.parse(text) as { id?: unknown; error?: unknown; code?: unknown } | null;
    return { id: wordOf(body?.id), error: wordOf(body?.code) ?? wordOf(body?.error) };
  } catch (error) {
    if (error instanceof SyntaxError) return { id: undefined, error: undefined };
    throw error;
  }
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, 200) : undefined;
}
