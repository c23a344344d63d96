import { Agent, request as httpRequest } from 'node:http';
import type { HttpBehaviour } from './http-behaviour.js';
import { RecordingHttpSink } from './recording-http-sink.js';

let sink: RecordingHttpSink;
beforeEach(async () => {
  sink = await RecordingHttpSink.start();
});
afterEach(() => sink.stop());

const post = (idempotencyKey: string, to = 'b@b.example') =>
  fetch(`${sink.url}/messages`, {
    method: 'POST',
    body: JSON.stringify({ idempotencyKey, to, text: 'hi' }),
    signal: AbortSignal.timeout(300),
  });
const lookUp = (key: string) =>
  fetch(`${sink.url}/messages/${encodeURIComponent(key)}`, { signal: AbortSignal.timeout(300) });

test('accepts, records, and gives the same id for the same key', async () => {
  const [first, second, other] = [await post('k/1'), await post('k/1'), await post('k 2')];
  expect([first.status, second.status]).toEqual([202, 202]);
  const { id } = (await first.json()) as { id: string };
  expect(await second.json()).toEqual({ id });
  expect(await other.json()).not.toEqual({ id });
  expect(sink.accepted()).toMatchObject([
    { id, idempotencyKey: 'k/1', repeats: 1, answered: true, body: { to: 'b@b.example', text: 'hi' } },
    { idempotencyKey: 'k 2', repeats: 0 },
  ]);
  expect(await (await lookUp('k/1')).json()).toEqual({ id });
  expect((await lookUp('unknown')).status).toBe(404);
});

test.each(['not json', '[]', '{}', '{"idempotencyKey":7}'])('bad input %s is refused', async (body) => {
  expect((await fetch(`${sink.url}/messages`, { method: 'POST', body })).status).toBe(400);
  expect(sink.accepted()).toEqual([]);
});

test.each<[HttpBehaviour, number, string | null]>([
  [{ kind: 'reject4xx' }, 422, null],
  [{ kind: 'reject4xx', status: 404 }, 404, null],
  [{ kind: 'reject5xx' }, 503, null],
  [{ kind: 'throttle', retryAfterSeconds: 7 }, 429, '7'],
])('refuses: %j', async (behaviour, status, retryAfter) => {
  sink.behave(behaviour);
  const response = await post('k1');
  expect([response.status, response.headers.get('retry-after')]).toEqual([status, retryAfter]);
  expect(sink.accepted()).toEqual([]);
  sink.behaveNormally();
  expect((await post('k1')).status).toBe(202);
});

test('hang: the sender times out and nothing is accepted', async () => {
  sink.behave({ kind: 'hang' });
  await expect(post('k1')).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(sink.accepted()).toEqual([]);
});

test('accepts, then drops: the lookup tells', async () => {
  sink.behave({ kind: 'acceptThenDrop' });
  await expect(post('k1')).rejects.toThrow('fetch failed');
  expect(sink.accepted()).toMatchObject([{ idempotencyKey: 'k1', answered: false }]);
  expect((await lookUp('k1')).status).toBe(200);
});

test('slow: accepted at once, answered late', async () => {
  sink.behave({ kind: 'slow', ms: 120 });
  const sending = post('k1');
  const [message] = await sink.waitFor(1);
  expect((await sending).status).toBe(202);
  expect(Date.now() - (message?.receivedAt ?? 0)).toBeGreaterThanOrEqual(110);
});

test('flap: every other request is cut and not accepted', async () => {
  sink.behave({ kind: 'flap' });
  const results = [];
  for (const key of ['a', 'b', 'c', 'd'])
    results.push(
      await post(key).then(
        ({ status }) => status,
        () => 'cut',
      ),
    );
  expect(results).toEqual(['cut', 202, 'cut', 202]);
  expect(sink.accepted().map(({ idempotencyKey }) => idempotencyKey)).toEqual(['b', 'd']);
});

test('rules for one recipient, and for lookups', async () => {
  sink.behaveFor('bad@b.example', { kind: 'reject5xx', status: 500 });
  sink.behaveOnLookup({ kind: 'reject5xx' });
  expect((await post('k1', 'bad@b.example')).status).toBe(500);
  expect((await post('k2')).status).toBe(202);
  expect((await lookUp('k2')).status).toBe(503);
});

test('one connection serves many requests', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number | undefined>();
  for (const key of ['a', 'b', 'c']) {
    await new Promise<void>((resolve, reject) => {
      const call = httpRequest(`${sink.url}/messages`, { method: 'POST', agent }, (response) =>
        response.resume().once('end', () => resolve()),
      );
      call.once('socket', (socket) =>
        socket.connecting ? socket.once('connect', () => ports.add(socket.localPort)) : ports.add(socket.localPort),
      );
      call.once('error', reject);
      call.end(JSON.stringify({ idempotencyKey: key, to: 'x' }));
    });
  }
  agent.destroy();
  expect(ports.size).toBe(1);
  expect(sink.requests).toBe(3);
});
