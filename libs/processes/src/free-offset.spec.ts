import { freePortOffset, highestPort } from './free-offset.js';
import { FIRST_SINGLE_PORT } from './free-port.js';

test('ports that are taken singly lie above those of a whole system with five replicas of each service', () => {
  expect(highestPort(5)).toBeLessThan(FIRST_SINGLE_PORT);
});

test('systems that look for ports at the same moment get none of one another', async () => {
  const offsets = await Promise.all([1, 3, 1, 2, 1].map((replicas) => freePortOffset(replicas)));
  const ranges = [1, 3, 1, 2, 1].flatMap((replicas, n) =>
    Array.from({ length: replicas }, (_, replica) => (offsets[n] as number) + replica * 100),
  );
  expect(new Set(ranges).size).toBe(ranges.length);
});
