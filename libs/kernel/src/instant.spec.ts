import fc from 'fast-check';
import { addMs, DAY, formatInstant, HOUR, instant, parseInstant } from './instant.js';

describe('instant', () => {
  it.each([
    ['2024-07-01T00:00:00Z', Date.UTC(2024, 6, 1)],
    ['2024-07-01T02:00:00+02:00', Date.UTC(2024, 6, 1)],
    ['2024-06-30T19:30:00.5-04:30', Date.UTC(2024, 6, 1) + 500],
    ['2024-07-01t00:00:00.123999z', Date.UTC(2024, 6, 1) + 123],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
  ])('reads %s', (text, ms) => {
    expect(parseInstant(text)).toEqual({ ok: true, value: ms });
  });

  it.each([
    '2024-07-01T00:00:00',
    '2024-07-01',
    '2024-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-07-01T24:00:00Z',
    '2024-07-01T00:60:00Z',
    '2024-07-01 00:00:00Z',
    '2024-07-01T00:00:00+2:00',
    '2024-07-01T00:00:00+24:00',
    '2024-07-01T12:00:60Z',
    '0099-07-01T00:00:00Z',
    '١٢٣٤-07-01T00:00:00Z',
    ' 2024-07-01T00:00:00Z',
    '',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toEqual({ ok: false, error: expect.stringContaining('RFC 3339') });
  });

  it('formats without milliseconds unless there are some', () => {
    expect(formatInstant(instant(0))).toBe('1970-01-01T00:00:00Z');
    expect(formatInstant(instant(7))).toBe('1970-01-01T00:00:00.007Z');
  });

  it('reads back what it wrote', () => {
    const years = { min: Date.UTC(1900, 0, 1), max: Date.UTC(9999, 11, 31) };
    fc.assert(
      fc.property(fc.integer(years), (ms) => {
        expect(parseInstant(formatInstant(instant(ms)))).toEqual({ ok: true, value: ms });
      }),
    );
  });

  it('moves by milliseconds and refuses what is no instant', () => {
    expect(addMs(instant(DAY), -HOUR)).toBe(23 * HOUR);
    for (const ms of [Number.NaN, 0.5, Infinity, 9e15])
      expect(() => instant(ms)).toThrow('whole number of epoch milliseconds');
  });
});
