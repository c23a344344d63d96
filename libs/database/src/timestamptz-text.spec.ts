import fc from 'fast-check';
import { json, timestamptz, timestamptzArray } from './parameters.js';
import { instantOfTimestamptz } from './timestamptz-text.js';

const asPostgresPrints = (iso: string): string => iso.replace('T', ' ').replace(/\.?0*Z$/, '+00');

test('every instant of the years 1-9999 comes back from text', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(-1, 0) + 2 * 366 * 86_400_000, max: 253402300799999 }), (instant) => {
      expect(instantOfTimestamptz(asPostgresPrints(timestamptz(instant)))).toBe(instant);
    }),
  );
});

test('microseconds are cut off, also before 1970', () => {
  expect(instantOfTimestamptz('2025-01-31 08:00:00.123999+00')).toBe(Date.UTC(2025, 0, 31, 8, 0, 0, 123));
  expect(instantOfTimestamptz('1969-12-31 23:59:59.9999+00')).toBe(-1);
});

test('infinity, other zones and years out of range', () => {
  expect(instantOfTimestamptz('infinity')).toBe(Infinity);
  expect(() => instantOfTimestamptz('2025-01-31 08:00:00+08')).toThrow(RangeError);
  expect(() => instantOfTimestamptz('10000-01-01 00:00:00+00')).toThrow(RangeError);
  expect(() => timestamptz(NaN)).toThrow(RangeError);
  expect(() => timestamptz(253402300800000)).toThrow(RangeError);
});

test('null stays null and bigint is text in JSON', () => {
  expect(timestamptz(null)).toBeNull();
  expect(timestamptzArray([0, null])).toEqual(['1970-01-01T00:00:00.000Z', null]);
  expect(json({ minor: 12n, list: [1n] })).toBe('{"minor":"12","list":["1"]}');
});
