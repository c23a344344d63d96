import fc from 'fast-check';
import {
  addDays,
  addMonthsClamped,
  civil,
  compareDates,
  dateFromDays,
  dayNumber,
  daysBetween,
  daysInMonth,
  weekday,
} from './civil.js';

const day = fc.integer({ min: dayNumber('1900-01-01'), max: dayNumber('9000-01-01') });
const date = day.map(dateFromDays);

describe('civil dates', () => {
  it('agree with Date on every day', () => {
    fc.assert(
      fc.property(day, (number) => {
        const at = new Date(number * 86_400_000);
        const text = dateFromDays(number);
        expect(text).toBe(at.toISOString().slice(0, 10));
        expect(dayNumber(text)).toBe(number);
        expect(civil(text)).toEqual({ year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() });
        expect(weekday(text)).toBe(at.getUTCDay() || 7);
      }),
      { numRuns: 1000 },
    );
  });

  it('add and subtract days', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -4000, max: 4000 }), (from, n) => {
        const to = addDays(from, n);
        expect(addDays(to, -n)).toBe(from);
        expect(daysBetween(from, to)).toBe(n);
        expect(Math.sign(compareDates(from, to))).toBe(0 - Math.sign(n));
      }),
    );
  });

  it('add months, clamped to the end of the month and no further', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -600, max: 600 }), (from, months) => {
        const [a, b] = [civil(from), civil(addMonthsClamped(from, months))];
        expect(b.year * 12 + b.month).toBe(a.year * 12 + a.month + months);
        expect(b.day).toBe(Math.min(a.day, daysInMonth(b.year, b.month)));
      }),
    );
  });

  it.each([
    '2024-02-30',
    '2023-02-29',
    '2024-13-01',
    '2024-00-01',
    '2024-01-00',
    '31/12/2024',
    '2024-1-01',
    '2024- 1-01',
    '0000-01-01',
    '2024-01-01T00:00',
    '',
  ])('refuse %j', (text) => {
    expect(() => dayNumber(text)).toThrow(RangeError);
  });

  it('refuse what lies beyond four digits of a year', () => {
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
    expect(() => dateFromDays(Number.NaN)).toThrow(RangeError);
  });
});
