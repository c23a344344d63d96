import type { Database } from '@perennial/database/database';
import { instant, type Instant } from '@perennial/kernel/instant';
import { SandboxClock } from '../clock/sandbox-clock.js';
import { Worker } from './worker.js';

const NOW = instant(1_000);
const database = {} as Database;
const observer = { handled: () => undefined, setAside: async () => undefined, failed: () => undefined };
const soon = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

/** A worker alone with its database, on a clock that stands still. */
function working(due: () => Instant | null, run: () => number) {
  const seen: string[] = [];
  const work = {
    name: 'work',
    run: async () => (seen.push('run'), run()),
    nextDue: async () => (seen.push('ask'), due()),
  };
  let writes = 0;
  const worker = new Worker(work, { clock: new SandboxClock(NOW), database, observer, writes: () => (writes += 1) });
  return { worker, seen };
}

test('who is woken asks first, who is called does the work at once and rests without asking', async () => {
  const { worker, seen } = working(
    () => null,
    () => 1,
  );
  worker.start();
  await soon();
  expect(seen.splice(0)).toEqual(['ask']);
  worker.call();
  await soon();
  expect(seen.splice(0)).toEqual(['run']);
  worker.wake();
  await soon();
  expect(seen.splice(0)).toEqual(['ask']);
  await worker.stop();
});

test('what a batch left is done when somebody asks what is due', async () => {
  let left = 2;
  const { worker, seen } = working(
    () => (left > 0 ? NOW : null),
    () => ((left -= 1), 1),
  );
  worker.start();
  await soon();
  expect(seen.splice(0)).toEqual(['ask', 'run']);
  expect(await worker.nextDue(database)).toBe(NOW);
  await soon();
  expect(left).toBe(0);
  expect(await worker.nextDue(database)).toBeNull();
  await soon();
  expect(seen.splice(0)).toEqual(['ask', 'run', 'ask']);
  await worker.stop();
});

test('what others hold is tried again a little later, however often somebody asks', async () => {
  const { worker, seen } = working(
    () => NOW,
    () => 0,
  );
  worker.start();
  await soon(5);
  for (let n = 0; n < 5; n += 1) await worker.nextDue(database);
  expect(seen.filter((step) => step === 'run')).toHaveLength(1);
  await soon(60);
  expect(seen.filter((step) => step === 'run').length).toBeGreaterThan(1);
  await worker.stop();
});
