import fc from 'fast-check';
import type { MessageId } from '@perennial/kernel/ids';
import { MINUTE } from '@perennial/kernel/instant';
import { backoff } from './backoff.js';

const MESSAGE = 'm' as MessageId;

test('eight retries take about half an hour, then one comes every half hour', () => {
  const total = [1, 2, 3, 4, 5, 6, 7, 8].reduce((sum, n) => sum + backoff(MESSAGE, n), 0);
  expect(total).toBeGreaterThan(24 * MINUTE);
  expect(total).toBeLessThan(36 * MINUTE);
  expect(Math.abs(backoff(MESSAGE, 40) - 30 * MINUTE)).toBeLessThanOrEqual(6 * MINUTE);
});

test('the same message and retry wait equally long; waits stay within the jitter and grow', () => {
  fc.assert(
    fc.property(
      fc.uuid().map((id) => id as MessageId),
      fc.integer({ min: 1, max: 7 }),
      (id, n) => {
        expect(backoff(id, n)).toBe(backoff(id, n));
        expect(backoff(id, n + 1)).toBeGreaterThan(backoff(id, n));
        expect(Math.abs(backoff(id, n) - 7_000 * 2 ** (n - 1))).toBeLessThanOrEqual(0.2 * 7_000 * 2 ** (n - 1) + 1);
      },
    ),
  );
});

test('messages that failed together do not come back together', () => {
  expect(new Set(Array.from({ length: 50 }, (_, i) => backoff(`m${i}` as MessageId, 3))).size).toBeGreaterThan(40);
});
