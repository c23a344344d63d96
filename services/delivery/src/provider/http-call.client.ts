import type { Readable } from 'node:stream';
import { Pool } from 'undici';
import type { ProviderResult } from './provider.js';
import type { Timings } from './timings.js';

export interface HttpCallOptions {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly connections: number;
  readonly timings: Timings;
  readonly monotonic: () => number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query, as written. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Its bytes, exactly those that are signed; a text as UTF-8. */
  readonly body?: string | Uint8Array;
}

/** What a provider answered. */
export interface HttpReply {
  readonly kind: 'answered';
  readonly status: number;
  /** Names in lower case; of a repeated header the first value. */
  readonly headers: Readonly<Record<string, string>>;
  /** Raw; undefined where it was longer or slower than an answer can sensibly be. */
  readonly body: Buffer | undefined;
}

export type HttpCallResult =
  | HttpReply
  /** Nothing of the request left: the provider cannot have acted. */
  | { readonly kind: 'not_sent'; readonly reason: string }
  /** The request may have arrived. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** `callBy` passed before anything left. */
  | { readonly kind: 'expired' };

/** Bytes of an answer that are read: it is an id, or a word about an error. */
const MOST_ANSWER = 64 * 1024;

/** Thrown out of the body to keep a request from leaving. */
class Expired extends Error {}

/**
 * Calls of one provider over keep-alive connections. Headers and body leave together when the body is first read, which
 * is where `callBy` is checked and what tells a call that cannot have arrived from one that may have.
 */
export class HttpCalls {
  readonly #pool: Pool;

  constructor(private readonly options: HttpCallOptions) {
    const { origin, connections, timings } = options;
    this.#pool = new Pool(origin, {
      connections,
      pipelining: 1,
      connect: { timeout: timings.phaseMs },
      headersTimeout: timings.finalMs,
      bodyTimeout: timings.phaseMs,
    });
  }

  /** @param limits.callBy monotonic ms after which nothing may leave. @param limits.waitMs for the answer's head. */
  async call(
    request: HttpRequest,
    limits: { readonly callBy: number; readonly waitMs?: number },
  ): Promise<HttpCallResult> {
    const { monotonic, timings } = this.options;
    if (monotonic() >= limits.callBy) return { kind: 'expired' };
    const bytes = bytesOf(request.body ?? '');
    let left = false;
    async function* body(): AsyncGenerator<Buffer> {
      if (monotonic() >= limits.callBy) throw new Expired();
      left = true;
      if (bytes.length > 0) yield bytes;
    }
    const posts = request.method === 'POST';
    try {
      const response = await this.#pool.request({
        method: request.method,
        path: request.path,
        headers: { ...request.headers, ...(posts && { 'content-length': String(bytes.length) }) },
        // undici takes any iterable, which its types leave out.
        body: posts ? (body() as unknown as Readable) : null,
        ...(limits.waitMs !== undefined && { headersTimeout: limits.waitMs }),
      });
      const headers = Object.fromEntries(
        Object.entries(response.headers).flatMap(([name, value]) => {
          const first = Array.isArray(value) ? value[0] : value;
          return first === undefined ? [] : [[name.toLowerCase(), first]];
        }),
      );
      const answer = await shortAnswer(response.body, monotonic, monotonic() + timings.finalMs);
      return { kind: 'answered', status: response.statusCode, headers, body: answer };
    } catch (error) {
      if (error instanceof Expired) return { kind: 'expired' };
      const reason = reasonOf(error as Failure);
      return left || !posts ? { kind: 'unknown', reason } : { kind: 'not_sent', reason };
    }
  }

  /** Closes idle connections; call it when no call is under way. */
  async close(): Promise<void> {
    await this.#pool.close();
  }
}

function bytesOf(body: string | Uint8Array): Buffer {
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : Buffer.from(body.buffer, body.byteOffset, body.length);
}

type Failure = { code?: string; message: string };

function reasonOf({ code, message }: Failure): string {
  return `HTTP_${code ?? message.slice(0, 100)}`;
}

/** An answer as far as one can sensibly be long: the rest is not read, and its connection not used again. */
async function shortAnswer(body: Readable, monotonic: () => number, until: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_ANSWER || monotonic() > until) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What a call means that has no answer. */
export function withoutAnswer(call: Exclude<HttpCallResult, HttpReply>): ProviderResult {
  if (call.kind === 'expired') return { kind: 'expired' };
  return { kind: call.kind === 'unknown' ? 'ambiguous' : 'later', reason: call.reason };
}
