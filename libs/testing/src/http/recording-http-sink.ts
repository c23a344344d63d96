import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RecordedList } from '../recorded-list.js';
import { refusalOf, type HttpBehaviour } from './http-behaviour.js';

export interface RecordedMessage {
  readonly id: string;
  readonly idempotencyKey: string;
  /** The request's JSON, whole. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Wall clock, epoch ms. */
  readonly receivedAt: number;
  /** Whether the sender was told of the first acceptance. */
  answered: boolean;
  /** Later requests with the same key; they got the same id and count as no new message. */
  repeats: number;
}

const NORMAL: HttpBehaviour = { kind: 'normal' };

/**
 * An HTTP provider on 127.0.0.1: `POST /messages {idempotencyKey, to, …}` → 202 `{id}`, the same id for the same key;
 * `GET /messages/<idempotencyKey>` → 200 `{id}` or 404. Keeps connections alive, records what it accepted, misbehaves
 * as told.
 */
export class RecordingHttpSink {
  readonly #messages = new RecordedList<RecordedMessage>();
  readonly #byKey = new Map<string, RecordedMessage>();
  readonly #rules = new Map<string, HttpBehaviour>();
  readonly #server: Server;
  readonly #timers = new Set<NodeJS.Timeout>();
  #behaviour: HttpBehaviour = NORMAL;
  #lookupBehaviour: HttpBehaviour = NORMAL;
  #requests = 0;
  #port = 0;

  private constructor() {
    this.#server = createServer({ keepAliveTimeout: 60_000 }, (request, response) =>
      this.#onRequest(request, response),
    );
  }

  /** Starts listening; port 0 takes a free one. */
  static async start(options: { port?: number } = {}): Promise<RecordingHttpSink> {
    const sink = new RecordingHttpSink();
    await new Promise<void>((resolve, reject) => {
      sink.#server.once('error', reject);
      sink.#server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    sink.#port = (sink.#server.address() as AddressInfo).port;
    return sink;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Requests so far, of every kind and outcome. */
  get requests(): number {
    return this.#requests;
  }

  /** From now on, for every message whose `to` has no rule of its own. */
  behave(behaviour: HttpBehaviour): void {
    this.#behaviour = behaviour;
  }

  /** From now on, for messages with this `to`. */
  behaveFor(to: string, behaviour: HttpBehaviour): void {
    this.#rules.set(to, behaviour);
  }

  /** From now on, for lookups by key; acceptThenDrop cuts the connection. */
  behaveOnLookup(behaviour: HttpBehaviour): void {
    this.#lookupBehaviour = behaviour;
  }

  /** All behaviours normal again; what hangs stays hung. */
  behaveNormally(): void {
    this.#behaviour = this.#lookupBehaviour = NORMAL;
    this.#rules.clear();
  }

  accepted(): readonly RecordedMessage[] {
    return this.#messages.items;
  }

  /** Resolves once at least `count` different messages were accepted. */
  waitFor(count: number, timeoutMs?: number): Promise<readonly RecordedMessage[]> {
    return this.#messages.waitFor(count, timeoutMs);
  }

  clear(): void {
    this.#messages.clear();
    this.#byKey.clear();
  }

  /** Cuts all connections and stops listening. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    this.#requests += 1;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url = '' } = request;
      if (method === 'POST' && url === '/messages') this.#onMessage(Buffer.concat(chunks).toString('utf8'), response);
      else if (method === 'GET' && url.startsWith('/messages/'))
        this.#onLookup(decodeURIComponent(url.slice('/messages/'.length)), response);
      else answer(response, 404, { error: 'POST /messages or GET /messages/<idempotencyKey>' });
    });
  }

  #onMessage(text: string, response: ServerResponse): void {
    const body = parseObject(text);
    const key = body?.['idempotencyKey'];
    if (!body || typeof key !== 'string' || key === '')
      return answer(response, 400, { error: 'a JSON object with an idempotencyKey is wanted' });
    const behaviour = this.#rules.get(String(body['to'])) ?? this.#behaviour;
    this.#perform(behaviour, response, () => {
      const message = this.#accept(key, body, behaviour.kind !== 'acceptThenDrop');
      return () => answer(response, 202, { id: message.id });
    });
  }

  #onLookup(key: string, response: ServerResponse): void {
    this.#perform(this.#lookupBehaviour, response, () => () => {
      const message = this.#byKey.get(key);
      if (message) answer(response, 200, { id: message.id });
      else answer(response, 404, { error: 'no such message' });
    });
  }

  /** Lets `take` do the work unless the behaviour prevents it, and the answer it returns follow, late or not at all. */
  #perform(behaviour: HttpBehaviour, response: ServerResponse, take: () => () => void): void {
    const refusal = refusalOf(behaviour);
    if (refusal) return answer(response, refusal.status, { error: `${behaviour.kind} as told` }, refusal.headers);
    if (behaviour.kind === 'hang') return;
    if (behaviour.kind === 'flap' && this.#requests % 2 === 1) return cut(response);
    const reply = take();
    if (behaviour.kind === 'acceptThenDrop') return cut(response);
    if (behaviour.kind !== 'slow') return reply();
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      reply();
    }, behaviour.ms);
    this.#timers.add(timer);
  }

  #accept(idempotencyKey: string, body: Record<string, unknown>, answered: boolean): RecordedMessage {
    const known = this.#byKey.get(idempotencyKey);
    if (known) {
      known.repeats += 1;
      return known;
    }
    const message: RecordedMessage = {
      id: `sink-${this.#byKey.size + 1}`,
      idempotencyKey,
      body,
      receivedAt: Date.now(),
      answered,
      repeats: 0,
    };
    this.#byKey.set(idempotencyKey, message);
    this.#messages.add(message);
    return message;
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function answer(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

function cut(response: ServerResponse): void {
  response.socket?.destroy();
}
