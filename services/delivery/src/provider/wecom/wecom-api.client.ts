import { HOUR, SECOND } from '@perennial/kernel/instant';
import { jsonOf } from '../http-answer.js';
import { HttpCalls, withoutAnswer, type HttpCallResult, type HttpReply } from '../http-call.client.js';
import type { ProviderResult } from '../provider.js';
import type { Timings } from '../timings.js';
import { codeOf, tokenFault } from './wecom-result.js';

export interface WecomApiSettings {
  readonly endpoint: string;
  readonly corpId: string;
  readonly secret: string;
  readonly connections: number;
  readonly timings: Timings;
  readonly monotonic: () => number;
}

/** What WeCom answered, or what is known without an answer: unless it is ambiguous nothing of the call was done. */
export type WecomReply =
  | { readonly kind: 'answered'; readonly reply: HttpReply }
  | { readonly kind: 'failed'; readonly result: ProviderResult };

/** The token is not valid any more: another one is fetched, once. */
const STALE = new Set([40014, 42001]);
const LONGEST_TOKEN_MS = 2 * HOUR;
/** A token is fetched anew before it ends on the way. */
const EARLY_MS = 60 * SECOND;

interface Token {
  readonly text: string;
  /** Monotonic ms. */
  readonly until: number;
}
type Fetched = { readonly token: Token } | { readonly result: ProviderResult };

/**
 * Calls of the API of one app. There is one token an app secret, which all calls share: who needs another one waits for
 * the one that is being fetched.
 */
export class WecomApi {
  readonly #calls: HttpCalls;
  #token: Token | undefined;
  #fetching: Promise<Fetched> | undefined;

  constructor(private readonly settings: WecomApiSettings) {
    const { endpoint, connections, timings, monotonic } = settings;
    // One more for the token, so that it is never behind the calls that need it.
    this.#calls = new HttpCalls({ origin: new URL(endpoint).origin, connections: connections + 1, timings, monotonic });
  }

  /** @param limits.callBy monotonic ms after which nothing may leave. */
  async post(path: string, body: object, limits: { callBy: number; waitMs?: number }): Promise<WecomReply> {
    const first = await this.#post(path, body, limits);
    if (first.kind === 'failed' || !STALE.has(codeOf(first.reply) ?? 0)) return first;
    this.#token = undefined;
    return await this.#post(path, body, limits);
  }

  async close(): Promise<void> {
    await this.#calls.close();
  }

  async #post(path: string, body: object, limits: { callBy: number; waitMs?: number }): Promise<WecomReply> {
    const fetched = await this.#currentToken();
    if ('result' in fetched) return { kind: 'failed', result: fetched.result };
    const call = await this.#calls.call(
      {
        method: 'POST',
        path: `${path}?access_token=${encodeURIComponent(fetched.token.text)}`,
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      },
      limits,
    );
    return call.kind === 'answered'
      ? { kind: 'answered', reply: call }
      : { kind: 'failed', result: withoutAnswer(call) };
  }

  async #currentToken(): Promise<Fetched> {
    const token = this.#token;
    if (token && this.settings.monotonic() < token.until) return { token };
    this.#fetching ??= this.#fetch().finally(() => (this.#fetching = undefined));
    return await this.#fetching;
  }

  async #fetch(): Promise<Fetched> {
    const { corpId, secret, timings, monotonic } = this.settings;
    const path = `/cgi-bin/gettoken?${new URLSearchParams({ corpid: corpId, corpsecret: secret })}`;
    const limits = { callBy: Infinity, waitMs: timings.phaseMs };
    const call: HttpCallResult = await this.#calls.call({ method: 'GET', path }, limits);
    if (call.kind !== 'answered') {
      const reason = call.kind === 'expired' ? 'EXPIRED' : call.reason;
      return { result: { kind: 'later', reason: `TOKEN_${reason}` } };
    }
    const body = jsonOf(call);
    const text = body?.['access_token'];
    if (codeOf(call) !== 0 || typeof text !== 'string' || text === '') return { result: tokenFault(call) };
    const lives = Number(body?.['expires_in']) * SECOND;
    const ms = lives > 0 ? Math.min(lives, LONGEST_TOKEN_MS) : LONGEST_TOKEN_MS;
    this.#token = { text, until: monotonic() + Math.max(ms - EARLY_MS, ms / 2) };
    return { token: this.#token };
  }
}
