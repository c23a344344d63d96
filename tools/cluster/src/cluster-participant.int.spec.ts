import { setTimeout as sleep } from 'node:timers/promises';
import { instant } from '@perennial/kernel/instant';
import { OpsServer } from '@perennial/service/ops/ops-server';
import { isIdle, type IdleReport } from '@perennial/service/sandbox/idle';
import { freePort } from '@perennial/processes/free-port';
import { clusterParticipant } from './cluster-participant.js';

const IDLE: IdleReport = { now: '2025-01-06T00:00:00Z', nextDue: null, outbox: 0, lag: 0, inFlight: 0, handled: 3 };
const NOW = instant(Date.UTC(2025, 0, 7));

let port: number;
let server: OpsServer | undefined;
let clock: unknown;

async function up(): Promise<void> {
  server = new OpsServer(
    {
      'GET /sandbox/idle': async () => ({ status: 200, body: IDLE }),
      'PUT /sandbox/now': async (body) => {
        clock = (body as { now: unknown }).now;
        return { status: 200, body: {} };
      },
    },
    (error) => {
      throw error;
    },
  );
  await server.listen(port);
}

beforeEach(async () => {
  port = await freePort();
  clock = undefined;
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const participant = (present = true, longestMs?: number) =>
  clusterParticipant('delivery.0', `http://127.0.0.1:${port}`, () => present, longestMs);

test('one that is down is busy, one that is up tells itself', async () => {
  expect(isIdle(await participant().idle())).toBe(false);
  await up();
  expect(await participant().idle()).toEqual(IDLE);
});

test('the clock is set once it is back', async () => {
  const set = participant().setNow(NOW);
  expect(await Promise.race([set, sleep(300, 'waiting')])).toBe('waiting');
  await up();
  await set;
  expect(clock).toBe('2025-01-07T00:00:00Z');
});

test('one that was removed holds nobody up; one that never comes back is an error in the end', async () => {
  expect(isIdle(await participant(false).idle())).toBe(true);
  await participant(false).setNow(NOW);
  await expect(participant(true, 200).setNow(NOW)).rejects.toThrow('delivery.0 did not take the clock within 200 ms');
});
