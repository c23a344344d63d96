import { connect } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { EvidenceServiceService, type TakeCallbackRequest } from '@perennial/proto/gen/perennial/delivery/v1/evidence';
import { fastify, type FastifyInstance } from 'fastify';
import { consoleNames, refuseForeign } from '../api/foreign-request.js';
import type { Peers } from '../api/peers.client.js';
import { registerCallbacks } from './callbacks.http.js';

const LIMITS = { bytes: 100_000, ms: 300 };
let http: FastifyInstance;
let asked: TakeCallbackRequest[];
let answer: object | Error;
const errors: unknown[] = [];

beforeEach(async () => {
  asked = [];
  errors.length = 0;
  answer = { status: 202, contentType: 'text/xml', body: Buffer.from('<ok/>') };
  const channel = {
    makeUnaryRequest: (...given: unknown[]) => {
      const [request, done] = [given[3] as TakeCallbackRequest, given[6] as (error: unknown, found?: unknown) => void];
      asked.push(request);
      return answer instanceof Error ? done(answer) : done(null, answer);
    },
  };
  http = fastify({ forceCloseConnections: true });
  refuseForeign(http, consoleNames('https://renew.example', []));
  http.register((hooks, _options, done) => {
    const evidence = { definition: EvidenceServiceService, channel };
    registerCallbacks(hooks, { evidence } as unknown as Peers, (error) => errors.push(error), LIMITS);
    done();
  });
  await http.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => http.close());

const port = (): number => (http.server.address() as AddressInfo).port;
const call = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port()}${path}`, init);

test('a report goes on byte for byte, whatever it says it is, and is answered as the provider wants it', async () => {
  const body = Buffer.from([0, 255, 123, 10, 13, 200]);
  const answered = await call('/webhooks/sms-twilio/a%20b?key=1&x=%E4', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-signature': 'abc', origin: 'https://evil.example' },
    body,
  });
  expect([answered.status, answered.headers.get('content-type'), await answered.text()]).toEqual([
    202,
    'text/xml',
    '<ok/>',
  ]);
  const [one] = asked;
  expect(one).toMatchObject({
    provider: 'sms-twilio',
    method: 'POST',
    target: '/webhooks/sms-twilio/a%20b?key=1&x=%E4',
  });
  expect(Buffer.compare(Buffer.from(one?.body ?? []), body)).toBe(0);
  expect(one?.headers).toContainEqual({ name: 'x-signature', value: 'abc' });
});

test('GET and HEAD, which providers ask with first, and a POST without type or body are passed on', async () => {
  await call('/webhooks/wecom/x?echostr=1');
  await call('/webhooks/mandrill', { method: 'HEAD' });
  const socket = connect(port(), '127.0.0.1');
  socket.write('POST /webhooks/smtp/secret HTTP/1.1\r\nHost: mx.other.example\r\nContent-Length: 3\r\n\r\nabc');
  const [reply] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  expect(reply.toString()).toMatch(/^HTTP\/1.1 202 /);
  expect(asked.map(({ method, provider }) => `${method} ${provider}`)).toEqual([
    'GET wecom',
    'HEAD mandrill',
    'POST smtp',
  ]);
  expect(asked.at(-1)?.body.toString()).toBe('abc');
});

test('10 MB, announced or not, are cut off with 413', async () => {
  const send = async (head: string): Promise<string> => {
    const socket = connect(port(), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`POST /webhooks/x/y HTTP/1.1\r\nHost: a\r\n${head}\r\n\r\n`);
    const chunk = `${(64 * 1024).toString(16)}\r\n${'a'.repeat(64 * 1024)}\r\n`;
    for (let n = 0; n < 160 && !socket.destroyed; n++) socket.write(chunk);
    const [reply] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return reply.toString().split('\r\n')[0] ?? '';
  };
  expect(await send('Transfer-Encoding: chunked')).toContain('413');
  expect(await send(`Content-Length: ${10 * 1024 * 1024}`)).toContain('413');
  expect(asked).toEqual([]);
});

test('a body that trickles is cut off with 408, and one that breaks off reaches nobody', async () => {
  const started = performance.now();
  const socket = connect(port(), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('POST /webhooks/x/y HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n');
  const trickle = setInterval(() => socket.write('a'), 20);
  const [reply] = (await once(socket, 'data')) as [Buffer];
  clearInterval(trickle);
  expect(reply.toString()).toMatch(/^HTTP\/1.1 408 /);
  await once(socket, 'close');
  expect(performance.now() - started).toBeLessThan(5_000);
  const broken = connect(port(), '127.0.0.1');
  broken.write('POST /webhooks/x/y HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc');
  await new Promise((resolve) => setTimeout(resolve, 50));
  broken.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked).toEqual([]);
});

test('while delivery does not answer the provider is told to come again', async () => {
  answer = Object.assign(new Error('away'), { code: 14, details: 'away' });
  expect((await call('/webhooks/x/y', { method: 'POST', body: 'a' })).status).toBe(503);
  expect(errors).toHaveLength(1);
});
