import { TokenBucket } from './token-bucket.js';

let now = 0;
const bucket = (rate: number): TokenBucket => {
  now = 1_000_000;
  return new TokenBucket(rate, () => now);
};

test('a second of calls goes at once, the next ones wait their turn', () => {
  const tokens = bucket(10);
  expect(tokens.room()).toBe(10);
  for (let n = 0; n < 10; n += 1) expect(tokens.take(2_000)).toBe(0);
  expect(tokens.room()).toBe(10);
  expect(tokens.take(2_000)).toBeCloseTo(100);
  expect(tokens.take(2_000)).toBeCloseTo(200);
  expect(tokens.take(50)).toBeUndefined();
  expect(tokens.room()).toBe(8);
  now += 1_000;
  expect(tokens.take(0)).toBe(0);
});

test('less than one a second', () => {
  const tokens = bucket(0.5);
  expect([tokens.room(), tokens.take(0), tokens.room()]).toEqual([1, 0, 0]);
  now += 1_000;
  expect([tokens.take(500), tokens.room()]).toEqual([undefined, 1]);
});

test('a 429 halves the rate, calls that were under way with it do not, and it comes back slowly', () => {
  const tokens = bucket(100);
  tokens.slowDown();
  tokens.slowDown();
  expect(tokens.rate).toBe(50);
  now += 2_000;
  expect(tokens.rate).toBeCloseTo(52);
  tokens.slowDown();
  expect(tokens.rate).toBeCloseTo(26);
  now += 60_000;
  expect(tokens.rate).toBeCloseTo(86);
  now += 60_000;
  expect(tokens.rate).toBe(100);
});

test('it never stops for good', () => {
  const tokens = bucket(64);
  for (let n = 0; n < 50; n += 1) {
    tokens.slowDown();
    now += 1_001;
  }
  expect(tokens.rate).toBeGreaterThanOrEqual(1);
});

test('Retry-After pauses, for a minute at most', () => {
  const tokens = bucket(10);
  tokens.slowDown(5_000);
  expect([tokens.room(), tokens.take(2_000)]).toEqual([0, undefined]);
  now += 4_500;
  expect(tokens.take(2_000)).toBeCloseTo(500);
  tokens.slowDown(3_600_000);
  now += 60_000;
  expect(tokens.room()).toBeGreaterThan(0);
});
