import { setTimeout as sleep } from 'node:timers/promises';
import { Interleaving, point } from './interleaving.js';

const steps = (seen: string[], name: string) => async (): Promise<void> => {
  for (const step of ['1', '2', '3']) {
    await point(step);
    seen.push(name + step);
  }
};

async function order(seed: number): Promise<string> {
  const seen: string[] = [];
  await new Interleaving(seed).run({ a: steps(seen, 'a'), b: steps(seen, 'b') });
  return seen.join(' ');
}

test('a seed is an order, and seeds differ', async () => {
  expect(await order(7)).toBe(await order(7));
  const orders = new Set<string>();
  for (let seed = 0; seed < 200; seed += 1) orders.add(await order(seed));
  // Of the 20 orders of three and three.
  expect(orders.size).toBe(20);
});

test('a session that waits for another one does not hold it up', async () => {
  let free = (): void => undefined;
  const lock = new Promise<void>((resolve) => (free = resolve));
  for (let seed = 0; seed < 5; seed += 1) {
    await new Interleaving(seed).run({
      waits: () => lock,
      holds: async () => {
        await point('has the lock');
        free();
      },
    });
  }
});

test('an error of a session is the error of the run, after the others have ended', async () => {
  const seen: string[] = [];
  await expect(
    new Interleaving(1).run({ a: () => Promise.reject(new Error('broken')), b: steps(seen, 'b') }),
  ).rejects.toThrow('broken');
  expect(seen).toHaveLength(3);
});

test('outside of a run a point is passed', async () => {
  await Promise.race([point('nobody'), sleep(1_000).then(() => Promise.reject(new Error('parked')))]);
});
