import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instant } from '@perennial/kernel/instant';
import { isIdle, type IdleReport } from '@perennial/service/sandbox/idle';
import { Crowd, type Member } from './crowd.js';

const REST: IdleReport = { now: '2025-01-06T12:00:00Z', nextDue: null, outbox: 0, lag: 0, inFlight: 0, handled: 7 };
const servers: Server[] = [];

/** An ops port that answers as told; undefined breaks the connection. */
async function member(answer: () => Partial<IdleReport> | undefined, told: string[] = []): Promise<Member> {
  const server = createServer((request, response) => {
    const report = answer();
    if (!report) return void request.socket.destroy();
    if (request.method === 'PUT') told.push('told');
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...REST, ...report }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return { opsUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

test('all at rest is at rest; figures are sums, the clock the latest, the next due the least', async () => {
  const members = [
    await member(() => ({ now: '2025-01-06T11:00:00Z', nextDue: '2025-01-08T09:00:00.5Z' })),
    await member(() => ({ nextDue: '2025-01-08T09:00:00Z' })),
  ];
  const report = await new Crowd(() => members).idle();
  expect(report).toMatchObject({ now: REST.now, nextDue: '2025-01-08T09:00:00Z', handled: 14, inFlight: 0 });
  expect(isIdle(report)).toBe(true);
});

test('one that does not answer, or has something due on its own clock, keeps the walk waiting', async () => {
  let answers: Partial<IdleReport> | undefined;
  const members = [await member(() => ({})), await member(() => answers)];
  const crowd = new Crowd(() => members);
  expect(isIdle(await crowd.idle())).toBe(false);
  answers = { nextDue: REST.now };
  expect(isIdle(await crowd.idle())).toBe(false);
  answers = {};
  expect(isIdle(await crowd.idle())).toBe(true);
});

test('the clock is set on everybody, on one that is away when it is back, and not on one that has left', async () => {
  const told: string[] = [];
  let away = true;
  const here = await member(() => ({}), told);
  const back = await member(() => (away ? undefined : {}), told);
  const gone = await member(() => undefined, told);
  let members = [here, back, gone];
  const setting = new Crowd(() => members).setNow(instant(0));
  setTimeout(() => (away = false), 150);
  setTimeout(() => (members = [here, back]), 150);
  await setting;
  expect(told).toEqual(['told', 'told']);
});

test('nobody there is not at rest', async () => {
  expect(isIdle(await new Crowd(() => []).idle())).toBe(false);
});
