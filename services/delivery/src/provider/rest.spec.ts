import { addMs, instant } from '@perennial/kernel/instant';
import { Rest, REST_MS } from './rest.js';

const now = instant(0);
const after = addMs(now, REST_MS);

function atFault(): Rest {
  const rest = new Rest();
  rest.begin(now)('at_fault', now);
  return rest;
}

test('well: all that fit', () => {
  expect(new Rest().room(7, now)).toBe(7);
});

test('after a fault nothing for a minute, then one probe at a time', () => {
  const rest = atFault();
  expect([rest.room(7, now), rest.room(7, addMs(after, -1)), rest.room(7, after), rest.until]).toEqual([
    0,
    0,
    1,
    after,
  ]);
  rest.begin(after);
  expect(rest.room(7, after)).toBe(0);
});

test.each(['accepted', 'refused', 'later', 'ambiguous'] as const)(
  'a probe that ends %s lets the others follow',
  (kind) => {
    const rest = atFault();
    rest.begin(after)(kind, after);
    expect([rest.room(7, after), rest.until]).toEqual([7, undefined]);
  },
);

test('a probe that finds it at fault begins another minute, one that was never made another probe', () => {
  const rest = atFault();
  rest.begin(after)('expired', after);
  expect(rest.room(7, after)).toBe(1);
  rest.begin(after)('at_fault', after);
  expect([rest.room(7, after), rest.until]).toEqual([0, addMs(after, REST_MS)]);
});

test('a call that was begun before the fault says nothing of it', () => {
  const rest = new Rest();
  const [first, second] = [rest.begin(now), rest.begin(now)];
  first('at_fault', now);
  second('accepted', now);
  expect(rest.room(7, now)).toBe(0);
});
