import { zoneNames } from '@perennial/calendar/zone';
import { formatInstant } from '@perennial/kernel/instant';
import fc from 'fast-check';
import { dueInstants } from './term-dates.js';

describe('dates of terms', () => {
  it('ends, announces and lapses at the start of days in the contract zone', () => {
    const { endsAt, horizonAt, lapsesAt } = dueInstants({
      lastDay: '2025-01-30',
      zone: 'Asia/Shanghai',
      reopenedOn: null,
    });
    expect([endsAt, horizonAt, lapsesAt].map(formatInstant)).toEqual([
      '2025-01-30T16:00:00Z',
      '2023-12-26T16:00:00Z',
      '2025-03-01T16:00:00Z',
    ]);
  });

  it('has whole instants in every zone and year', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zoneNames()), fc.integer({ min: 1901, max: 2199 }), (zone, year) => {
        const { endsAt, horizonAt, lapsesAt } = dueInstants({ lastDay: `${year}-02-28`, zone, reopenedOn: null });
        expect(horizonAt < endsAt && endsAt < lapsesAt).toBe(true);
      }),
    );
  });

  it('has its grace from the end on, or from a re-opening behind it', () => {
    const zone = 'Europe/Berlin';
    const grace = (reopenedOn: string | null) =>
      formatInstant(dueInstants({ lastDay: '2024-07-31', zone, reopenedOn }).lapsesAt);
    expect([null, '2024-07-10', '2024-09-29'].map(grace)).toEqual([
      '2024-08-30T22:00:00Z',
      '2024-08-30T22:00:00Z',
      '2024-10-28T23:00:00Z',
    ]);
  });
});
