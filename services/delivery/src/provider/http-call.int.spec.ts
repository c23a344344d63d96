import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { HttpCalls, withoutAnswer, type HttpCallResult } from './http-call.client.js';

const monotonic = (): number => performance.now();
const TIMINGS = { phaseMs: 300, finalMs: 300 };
const soon = (): { callBy: number } => ({ callBy: monotonic() + 5_000 });

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function callAt(
  origin: string,
  limits = soon(),
  body: string | undefined = 'text=%E5%BC%95',
  clock = monotonic,
): Promise<HttpCallResult> {
  const calls = new HttpCalls({ origin, connections: 2, timings: TIMINGS, monotonic: clock });
  const result = await calls.call({ method: 'POST', path: '/a?b=(c)', headers: { 'x-a': '1' }, body }, limits);
  await calls.close();
  return result;
}

async function callOver(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  ...rest: Parameters<typeof callAt> extends [string, ...infer R] ? R : never
): Promise<HttpCallResult> {
  const server = createServer(handle);
  try {
    return await callAt(await listening(server), ...rest);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test.each(['text=%E5%BC%95', ''])('the bytes that were signed arrive with their length: %j', async (body) => {
  let seen: unknown;
  const result = await callOver(
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        seen = [method, url, headers['content-length'], headers['transfer-encoding'], Buffer.concat(chunks).toString()];
        response.writeHead(429, { 'Retry-After': '7' }).end('{"a":1}');
      });
    },
    soon(),
    body,
  );
  expect(seen).toEqual(['POST', '/a?b=(c)', String(body.length), undefined, body]);
  expect(result).toMatchObject({ kind: 'answered', status: 429, headers: { 'retry-after': '7' } });
  expect((result as { body: Buffer }).body.toString()).toBe('{"a":1}');
});

test('what refuses the connection was told nothing; what drops it after the request may have acted', async () => {
  const refusing = createTcpServer();
  const origin = await listening(refusing);
  await new Promise((resolve) => refusing.close(resolve));
  expect(withoutAnswer((await callAt(origin)) as never)).toEqual({ kind: 'later', reason: 'HTTP_ECONNREFUSED' });

  const dropped = await callOver((request) => request.socket.destroy());
  expect(withoutAnswer(dropped as never)).toMatchObject({ kind: 'ambiguous' });
  const hanging = await callOver(() => undefined);
  expect(withoutAnswer(hanging as never)).toEqual({ kind: 'ambiguous', reason: 'HTTP_UND_ERR_HEADERS_TIMEOUT' });
});

test.each(['text=1', ''])(
  'nothing leaves once callBy has passed, though the connection took until then: %j',
  async (body) => {
    let bytes = 0;
    let clock = 0;
    const server = createTcpServer((socket) => {
      socket.on('data', (chunk) => (bytes += chunk.length));
      socket.on('error', () => undefined);
    });
    const origin = await listening(server);
    // The first look is before the connection, the second when the body is about to leave.
    const result = await callAt(origin, { callBy: 2 }, body, () => (clock += 1));
    expect(result).toEqual({ kind: 'expired' });
    await new Promise((resolve) => server.close(resolve));
    expect(bytes).toBe(0);
  },
);

test('an answer that drips on for ever is given up, and so is one without end', async () => {
  let timer: NodeJS.Timeout | undefined;
  const drip = await callOver((_request, response) => {
    response.writeHead(200);
    timer = setInterval(() => response.write('x'), 50);
    response.on('close', () => clearInterval(timer));
  });
  expect(drip).toMatchObject({ kind: 'answered', status: 200, body: undefined });
  const long = await callOver((_request, response) => response.end('x'.repeat(100_000)));
  expect(long).toMatchObject({ kind: 'answered', body: undefined });
});

test('of an answer of 1 GB little is read, with or without its length announced, and its status counts', async () => {
  const GIGABYTE = 1024 ** 3;
  const chunk = Buffer.alloc(64 * 1024, '{');
  for (const headers of [{}, { 'content-length': GIGABYTE }]) {
    let written = 0;
    const answered = await callOver((_request, response) => {
      response.writeHead(202, headers);
      const more = (): void => {
        while (!response.destroyed && written < GIGABYTE) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      more();
    });
    expect(answered).toMatchObject({ kind: 'answered', status: 202, body: undefined });
    // What lies in the buffers of the two sockets was written too.
    expect(written).toBeLessThan(32 * 1024 * 1024);
  }
});
