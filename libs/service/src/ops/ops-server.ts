import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers of one ops route: status, JSON or text. */
export interface OpsAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly contentType?: string;
}

export type OpsRoutes = Readonly<Record<string, (body: unknown) => Promise<OpsAnswer>>>;

const MAX_BODY = 64 * 1024;

/**
 * The ops port of one service: health, readiness, metrics and, with the sandbox clock, its two routes. On this machine
 * only.
 */
export class OpsServer {
  readonly #server: Server;

  /** @param routes by "METHOD /path". */
  constructor(
    private readonly routes: OpsRoutes,
    onError: (error: unknown) => void,
  ) {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        onError(error);
        send(response, { status: 500, body: { title: 'internal error' } });
      });
    });
  }

  /** @returns the port it listens on. A taken port rejects with EADDRINUSE. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0];
    const route = this.routes[`${request.method} ${path}`];
    if (!route)
      return send(response, { status: 404, body: { title: 'no such route', routes: Object.keys(this.routes) } });
    const body = await readJson(request);
    if (!body.ok) return send(response, { status: 400, body: { title: body.error } });
    send(response, await route(body.value));
  }
}

function send(response: ServerResponse, { status, body, contentType }: OpsAnswer): void {
  response.writeHead(status, { 'content-type': contentType ?? 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function readJson(
  request: IncomingMessage,
): Promise<{ ok: true; value: unknown } | { ok: false; error: string }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return { ok: false, error: `the body may have at most ${MAX_BODY} bytes` };
    chunks.push(chunk);
  }
  if (size === 0) return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { ok: false, error: 'the body is not JSON' };
  }
}
