import { termBounds } from '@perennial/calendar/term';
import { zoneNames } from '@perennial/calendar/zone';
import { formatInstant } from '@perennial/kernel/instant';
import fc from 'fast-check';
import { dueInstants, followingTerm, numberFor, runningTerm } from './term-dates.js';

const YEARLY = { originalStart: '2023-01-31', periodMonths: 12 };
const MONTHLY = { originalStart: '2023-01-31', periodMonths: 1 };

describe('dates of terms', () => {
  it('ends, announces and lapses at the start of days in the contract zone', () => {
    const { endsAt, horizonAt, lapsesAt } = dueInstants('2025-01-30', 'Asia/Shanghai');
    expect([endsAt, horizonAt, lapsesAt].map(formatInstant)).toEqual([
      '2025-01-30T16:00:00Z',
      '2023-12-26T16:00:00Z',
      '2025-03-01T16:00:00Z',
    ]);
  });

  it('has whole instants in every zone and year', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zoneNames()), fc.integer({ min: 1901, max: 2199 }), (zone, year) => {
        const { endsAt, horizonAt, lapsesAt } = dueInstants(`${year}-02-28`, zone);
        expect(horizonAt < endsAt && endsAt < lapsesAt).toBe(true);
      }),
    );
  });

  it('finds the term that runs on a day, the first before the start', () => {
    expect(runningTerm(MONTHLY, '2023-03-01')).toEqual({ number: 2, start: '2023-02-28', lastDay: '2023-03-30' });
    expect(runningTerm(YEARLY, '2022-01-01').number).toBe(1);
  });

  it('follows the anniversaries, or the last day where a term was prolonged past the next one', () => {
    expect(followingTerm(YEARLY, { number: 1, start: '2023-01-31', lastDay: '2024-01-30' })).toEqual({
      number: 2,
      start: '2024-01-31',
      lastDay: '2025-01-30',
    });
    expect(followingTerm(YEARLY, { number: 1, start: '2023-01-31', lastDay: '2024-02-15' })).toEqual({
      number: 2,
      start: '2024-02-16',
      lastDay: '2025-02-15',
    });
  });

  it.each<[string, string, string, number | null]>([
    ['the same start is the same term', '2024-01-31', '2025-06-30', 2],
    ['an anniversary has its number, gaps allowed', '2026-01-31', '2027-01-30', 4],
    ['a start after all last days is a later number', '2025-03-01', '2026-02-28', 3],
    ['an overlap with another number is refused', '2023-06-01', '2024-05-31', null],
    ['a term around another one is refused', '2025-01-31', '2027-01-30', 3],
  ])('%s', (_what, start, lastDay, expected) => {
    const known = [
      { number: 1, start: '2023-01-31', lastDay: '2024-01-30' },
      { number: 2, start: '2024-01-31', lastDay: '2025-01-30' },
    ];
    expect(numberFor(YEARLY, known, { start, lastDay })).toBe(expected);
  });

  it('numbers every regular term as the calendar does, whatever is known already', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 3, 12, 24),
        fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 }),
        (periodMonths, numbers) => {
          const contract = { originalStart: '2020-02-29', periodMonths };
          const terms = numbers.map((number) => ({
            number,
            ...termBounds(contract.originalStart, periodMonths, number),
          }));
          for (const [i, term] of terms.entries())
            expect(numberFor(contract, terms.slice(0, i), term)).toBe(term.number);
        },
      ),
    );
  });
});
