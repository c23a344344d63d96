import { jest } from '@jest/globals';
import { addMs, instant, MINUTE, type Instant } from '@perennial/kernel/instant';
import { Breaker, LONGEST_REST_MS, REST_MS, SLOW_MS, type BreakerChange } from './breaker.js';
import type { ProviderResult } from './provider.js';

const now = instant(0);
const accepted: ProviderResult = { kind: 'accepted', providerMessageId: '' };
const later: ProviderResult = { kind: 'later', reason: 'SMTP_421' };
const fault: ProviderResult = { kind: 'at_fault', reason: 'SMTP_535' };

const called = (breaker: Breaker, result: ProviderResult, at: Instant = now) => breaker.begin(at)(result, at);
const failing = (times: number, breaker = new Breaker()) => {
  for (let n = 0; n < times; n++) called(breaker, later);
  return breaker;
};

test('well: all that fit', () => {
  expect(new Breaker().room(7, now)).toBe(7);
});

test('at fault: open at once, for a minute of the business clock, then one probe at a time (C-10)', () => {
  const breaker = new Breaker();
  called(breaker, fault);
  const after = addMs(now, REST_MS);
  expect([breaker.room(7, now), breaker.room(7, addMs(after, -1)), breaker.room(7, after)]).toEqual([0, 0, 1]);
  breaker.begin(after);
  expect([breaker.room(7, after), breaker.state]).toEqual([0, 'HALF_OPEN']);
});

test('it opens when more than half of the last calls failed, and not before five', () => {
  expect(failing(4).state).toBe('CLOSED');
  expect(failing(5).state).toBe('OPEN');
});

test('as many that went well keep it closed', async () => {
  const breaker = new Breaker();
  for (let n = 0; n < 20; n++) called(breaker, accepted);
  await Promise.resolve();
  expect(failing(4, breaker).state).toBe('CLOSED');
});

test.each([
  ['a refusal', { kind: 'refused', reason: 'SMTP_550', about: 'ADDRESS' }],
  ['a call that was never made', { kind: 'expired' }],
  ['a wish for fewer calls', { kind: 'later', reason: 'HTTP_429', throttled: true }],
] as const)('%s is no failure of the provider', (_name, result) => {
  const breaker = new Breaker();
  for (let n = 0; n < 20; n++) called(breaker, result);
  expect(breaker.state).toBe('CLOSED');
});

test('slow calls open it before they end', () => {
  jest.useFakeTimers();
  try {
    const breaker = new Breaker();
    for (let n = 0; n < 5; n++) breaker.begin(now);
    jest.advanceTimersByTime(SLOW_MS);
    expect([breaker.state, breaker.lastChange?.reason]).toEqual(['OPEN', 'SLOW']);
  } finally {
    jest.useRealTimers();
  }
});

test.each([accepted, { kind: 'refused', reason: 'x', about: 'MESSAGE' }] as const)(
  'a probe that ends %j lets the others follow',
  (result) => {
    const breaker = failing(5);
    const after = addMs(now, REST_MS);
    called(breaker, result, after);
    expect([breaker.room(7, after), breaker.until, breaker.state]).toEqual([7, undefined, 'CLOSED']);
  },
);

test.each([later, fault, { kind: 'ambiguous', reason: 'x' }] as const)(
  'a probe that ends %j begins a rest twice as long, up to a bound: a flapping provider is called ever more rarely',
  (result) => {
    const breaker = failing(5);
    let at = addMs(now, REST_MS);
    const rests: number[] = [];
    for (let n = 0; n < 6; n++) {
      called(breaker, result, at);
      rests.push((breaker.until as Instant) - at);
      at = breaker.until as Instant;
    }
    expect(rests).toEqual([2, 4, 8, 16, 16, 16].map((minutes) => minutes * MINUTE));
    expect(LONGEST_REST_MS).toBe(16 * MINUTE);
  },
);

test('a probe that was never made leaves the place to another', () => {
  const breaker = failing(5);
  const after = addMs(now, REST_MS);
  called(breaker, { kind: 'expired' }, after);
  expect(breaker.room(7, after)).toBe(1);
});

test('a call that was begun before the fault says nothing of it', () => {
  const breaker = new Breaker();
  const [first, second] = [breaker.begin(now), breaker.begin(now)];
  first(fault, now);
  second(accepted, now);
  expect(breaker.room(7, now)).toBe(0);
});

test('what it does is told, once each, with the reason', () => {
  const told: BreakerChange[] = [];
  const breaker = failing(5, new Breaker((change) => told.push(change)));
  const after = addMs(now, REST_MS);
  called(breaker, accepted, after);
  expect(told.map(({ state, reason }) => `${state} ${reason}`)).toEqual([
    'OPEN SMTP_421',
    'HALF_OPEN SMTP_421',
    'CLOSED ',
  ]);
});
