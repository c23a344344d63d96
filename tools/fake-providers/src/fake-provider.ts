import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FakeAnswer, FakeCallback, FakeProtocol, FakeRequest, TakenMessage } from './fake-protocol.js';
import { USUAL_RECEIPTS, type Fault, type Receipts } from './fault.js';

/** A message as the page shows it. */
export interface ShownMessage extends TakenMessage {
  readonly provider: string;
  /** What was told of it, or by whoever got it. */
  readonly told: readonly string[];
}

interface Kept {
  readonly message: TakenMessage;
  /** On the clock of the page. */
  readonly shownAt: number;
  readonly told: string[];
}

/** Messages kept; older ones go first. */
const KEPT = 5_000;
const MOST_BODY = 1024 * 1024;
const CALLBACK_MS = 5_000;

/** One provider on 127.0.0.1: its protocol, what is wrong with it, what it took, and what it reports. */
export class FakeProvider {
  #fault: Fault | undefined;
  #flapped = 0;
  #receipts: Receipts = USUAL_RECEIPTS;
  readonly #kept: Kept[] = [];
  #held: Kept[] = [];
  #requests = 0;
  #port = 0;
  #stopped = false;
  #server: Server | undefined;
  readonly #reporting = new Set<Promise<void>>();

  constructor(
    readonly protocol: FakeProtocol,
    private readonly now: () => number = Date.now,
    private readonly pageNow: () => number = now,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get fault(): Fault | undefined {
    return this.#fault;
  }

  get receipts(): Receipts {
    return this.#receipts;
  }

  /** Requests that it heard, whatever became of them. */
  get requests(): number {
    return this.#requests;
  }

  get messages(): ShownMessage[] {
    return this.#kept.map(({ message, shownAt, told }) => ({
      ...message,
      takenAt: shownAt,
      provider: this.protocol.name,
      told: [...told, ...(this.protocol.stateOf ? [this.protocol.stateOf(message) ?? []].flat() : [])],
    }));
  }

  /** @param port 0: a free one. */
  async start(port = 0): Promise<void> {
    this.#port = port;
    await this.#listen();
  }

  async break(fault: Fault): Promise<void> {
    this.#fault = fault;
    this.#flapped = 0;
    if (fault.how === 'refuse') await this.#close();
    else await this.#listen();
  }

  async mend(): Promise<void> {
    this.#fault = undefined;
    await this.#listen();
  }

  /** @param receipts how they come from now on. */
  report(receipts: Receipts): void {
    this.#receipts = receipts;
  }

  /** Sends the receipts that wait. @returns how many there were. */
  async release(): Promise<number> {
    const held = this.#receipts.reorder ? this.#held.toReversed() : this.#held;
    this.#held = [];
    for (const kept of held) await this.#tell(kept);
    return held.length;
  }

  /** Whoever got a message answers it. @returns whether there is such a message, and somebody to tell. */
  async reply(id: string, text: string): Promise<boolean> {
    const kept = this.#kept.find(({ message }) => message.id === id);
    const callback = kept && this.protocol.reply(kept.message, text, this.now());
    if (!kept || !callback) return false;
    kept.told.push(`replied ${JSON.stringify(text)}: ${await post(callback)}`);
    return true;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#close();
    await Promise.all(this.#reporting);
  }

  async #listen(): Promise<void> {
    if (this.#server || this.#stopped) return;
    const server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  async #close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming, this.now());
    if (!request) return void response.writeHead(413).end();
    this.#requests += 1;
    const fault = this.#fault;
    if (fault?.how === 'hang') return;
    if (fault?.how === 'slow') await sleep(fault.ms);
    const instead = this.#instead(fault);
    if (instead) return send(response, instead);
    const { answer, message } = this.protocol.handle(
      request,
      this.#kept.map((one) => one.message),
    );
    if (message) this.#keep(message);
    if (fault?.how === 'drop' && message) return void response.destroy();
    send(response, answer);
  }

  /** What it answers instead of working. */
  #instead(fault: Fault | undefined): FakeAnswer | undefined {
    if (fault?.how === 'status') return { status: fault.status, body: '' };
    if (fault?.how === 'code') return this.protocol.refused(fault.code);
    if (fault?.how === 'throttle') return this.protocol.throttled(fault.retryAfterMs);
    if (fault?.how !== 'flap') return undefined;
    const place = this.#flapped % (fault.up + fault.down);
    this.#flapped += 1;
    return place < fault.up ? undefined : { status: 503, body: '' };
  }

  #keep(message: TakenMessage): void {
    const kept = { message, shownAt: this.pageNow(), told: [] };
    this.#kept.push(kept);
    if (this.#kept.length > KEPT) this.#kept.shift();
    if (this.#receipts.hold) return void this.#held.push(kept);
    const reporting = this.#later(kept).finally(() => this.#reporting.delete(reporting));
    this.#reporting.add(reporting);
  }

  async #later(kept: Kept): Promise<void> {
    await sleep(this.#receipts.delayMs, undefined, { ref: false });
    if (!this.#stopped) await this.#tell(kept);
  }

  async #tell({ message, told }: Kept): Promise<void> {
    const { ending, duplicate } = this.#receipts;
    const callback = this.protocol.receipt(message, ending, this.now());
    if (!callback) return;
    for (let n = 0; n < (duplicate ? 2 : 1); n += 1) told.push(`${ending}: ${await post(callback)}`);
  }
}

/** @returns undefined for more than anybody sends. */
async function read(incoming: IncomingMessage, receivedAt: number): Promise<FakeRequest | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY) return undefined;
    chunks.push(chunk);
  }
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const { method = '', url: target = '' } = incoming;
  return { method, target, headers, body: Buffer.concat(chunks).toString('utf8'), receivedAt };
}

function send(response: ServerResponse, { status, headers = {}, body }: FakeAnswer): void {
  response.writeHead(status, headers).end(body);
}

/** @returns what we answered, in a word. */
async function post({ url, headers, body }: FakeCallback): Promise<string> {
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(CALLBACK_MS) });
    await answer.arrayBuffer();
    return `HTTP ${answer.status}`;
  } catch (error) {
    return `not told (${(error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message})`;
  }
}
