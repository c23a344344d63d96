import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FakeProvider } from './fake-provider.js';
import { readFault, readReceipts } from './fault.js';
import { recentMails } from './recent-mails.js';
import { renderPage, type PageMessage, type PageProvider } from './page.js';

const MOST_SHOWN = 500;
const MOST_BODY = 64 * 1024;

interface Answer {
  readonly status: number;
  readonly value: unknown;
}

/** The control port: a page for people, and what breaks and mends providers. It listens on 127.0.0.1 alone. */
export class ControlServer {
  readonly #server: Server;
  #port = 0;

  /** @param mailUrl page of a mail catcher, whose mails are shown beside the rest. */
  constructor(
    private readonly providers: readonly FakeProvider[],
    private readonly mailUrl: string | undefined,
  ) {
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        answerJson(response, error instanceof RangeError || error instanceof SyntaxError ? 400 : 500, {
          error: (error as Error).message,
        });
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '/' } = request;
    const { pathname } = new URL(url, this.url);
    // A page of another site that sends a form here has another Host or an Origin.
    if (request.headers.origin !== undefined && method !== 'GET')
      return answerJson(response, 403, { error: 'only a command may do that' });
    if (method === 'GET' && pathname === '/') return await this.#page(response);
    const { status, value } = await this.#route(method, pathname, await bodyOf(request));
    answerJson(response, status, value);
  }

  async #route(method: string, pathname: string, body: unknown): Promise<Answer> {
    if (method === 'GET' && pathname === '/messages') return { status: 200, value: this.#messages() };
    if (method === 'GET' && pathname === '/providers') return { status: 200, value: this.#described() };
    const [, name = '', what = ''] = /^\/providers\/([\w-]+)\/(\w+)$/.exec(pathname) ?? [];
    const provider = this.providers.find(({ protocol }) => protocol.name === name);
    if (!provider) {
      const known = this.providers.map(({ protocol }) => protocol.name).join(', ');
      return { status: 404, value: { error: `there is no such provider; there are ${known}` } };
    }
    return await change(provider, `${method} ${what}`, body);
  }

  #described(): PageProvider[] {
    return this.providers.map((one) => ({
      name: one.protocol.name,
      channel: one.protocol.channel,
      url: one.url,
      fault: one.fault,
      messages: one.messages.length,
    }));
  }

  #messages(): (PageMessage & { readonly id: string; readonly key: string })[] {
    return this.providers
      .flatMap((one) => one.messages.map(({ takenAt: at, callbackUrl: _url, ...message }) => ({ at, ...message })))
      .toSorted((a, b) => b.at - a.at);
  }

  async #page(response: ServerResponse): Promise<void> {
    const mails = this.mailUrl === undefined ? [] : await recentMails(this.mailUrl);
    const all = [...this.#messages(), ...mails].toSorted((a, b) => b.at - a.at).slice(0, MOST_SHOWN);
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
        'cache-control': 'no-store',
      })
      .end(renderPage(this.#described(), all, this.mailUrl));
  }
}

async function change(provider: FakeProvider, what: string, body: unknown): Promise<Answer> {
  switch (what) {
    case 'PUT fault':
      await provider.break(readFault(body));
      return { status: 200, value: provider.fault };
    case 'DELETE fault':
      await provider.mend();
      return { status: 200, value: null };
    case 'PUT receipts':
      provider.report(readReceipts(body, provider.receipts));
      return { status: 200, value: provider.receipts };
    case 'POST release':
      return { status: 200, value: { released: await provider.release() } };
    case 'POST reply': {
      const { id, text } = (body ?? {}) as { id?: unknown; text?: unknown };
      if (typeof id !== 'string' || typeof text !== 'string') throw new RangeError('a reply has an id and a text');
      const told = await provider.reply(id, text);
      return told
        ? { status: 200, value: { told } }
        : { status: 404, value: { error: 'there is no such message, or nobody to tell' } };
    }
    default: {
      const value = provider.protocol.command?.(what, body);
      if (value !== undefined) return { status: 200, value };
      return { status: 404, value: { error: 'PUT or DELETE fault, PUT receipts, POST release, POST reply' } };
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY) throw new RangeError('the body is too large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

function answerJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value ?? null));
}
