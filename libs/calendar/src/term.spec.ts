import fc from 'fast-check';
import { addDays, addMonthsClamped, civil, dateFromDays, dayNumber } from './civil.js';
import { formatNode, nodeDate, parseNode } from './node.js';
import { termBounds, termNumberAt, termNumberForStart } from './term.js';

const start = fc.integer({ min: dayNumber('1970-01-01'), max: dayNumber('2100-01-01') }).map(dateFromDays);
const period = fc.oneof(fc.constantFrom(1, 2, 3, 6, 12, 24, 36), fc.integer({ min: 1, max: 130 }));

describe('terms (R-16, T-12)', () => {
  it('follow one another without gap or overlap', () => {
    fc.assert(
      fc.property(start, period, fc.integer({ min: 1, max: 200 }), (origin, months, number) => {
        const [here, next] = [termBounds(origin, months, number), termBounds(origin, months, number + 1)];
        expect(addDays(here.lastDay, 1)).toBe(next.start);
        expect(here.start <= here.lastDay).toBe(true);
      }),
    );
  });

  it('come back to the original day after a short month', () => {
    fc.assert(
      fc.property(start, period, fc.integer({ min: 1, max: 200 }), (origin, months, number) => {
        const here = termBounds(origin, months, number).start;
        expect(here).toBe(addMonthsClamped(origin, (number - 1) * months));
        if (civil(origin).day <= 28) expect(civil(here).day).toBe(civil(origin).day);
      }),
    );
  });

  it('know the number of the term that holds a date', () => {
    fc.assert(
      fc.property(start, period, fc.integer({ min: -1000, max: 40_000 }), (origin, months, days) => {
        const date = addDays(origin, days);
        const number = termNumberAt(origin, months, date);
        expect(number === 0).toBe(days < 0);
        if (number === 0) return;
        const { start: first, lastDay } = termBounds(origin, months, number);
        expect(first <= date && date <= lastDay).toBe(true);
        expect(termNumberForStart(origin, months, date)).toBe(first === date ? number : null);
        expect(termNumberForStart(origin, months, first)).toBe(number);
      }),
    );
  });

  it.each([
    [0, 1],
    [1.5, 1],
    [12, 0],
    [12, 1.5],
    [-1, 1],
  ])('refuse a period of %d and number %d', (months, number) => {
    expect(() => termBounds('2024-01-01', months, number)).toThrow(RangeError);
  });
});

describe('nodes (R-01 to R-06)', () => {
  it('read back what they wrote and count from the last day', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: -9999, max: 9999 }), (lastDay, node) => {
        expect(parseNode(formatNode(node))).toBe(node);
        expect(addDays(nodeDate(lastDay, node), node)).toBe(lastDay);
      }),
    );
    expect(parseNode('T+0')).toBe(0);
  });

  it.each(['T', 'T-', 'T30', 't-30', 'T-030', 'T--3', 'T-1.5', ' T-30', 'T-30 ', 'T-12345', ''])(
    'refuse %j',
    (text) => {
      expect(parseNode(text)).toBeNull();
    },
  );
});
