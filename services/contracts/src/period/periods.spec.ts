import { addDays, addMonthsClamped, daysBetween } from '@perennial/calendar/civil';
import fc from 'fast-check';
import { indexOn, nearestPeriod, periodFrom, periodOn } from './anchor.js';
import { layNext } from './next-period.js';
import { meaningOf } from './stated-period.js';
import { firstNumber, historyNumber } from './term-number.js';

const day = fc.integer({ min: 0, max: 20_000 }).map((n) => addDays('2000-01-01', n));
const cycle = fc.record({ anchor: day, periodMonths: fc.constantFrom(1, 2, 3, 6, 12, 24, 36) });
const laid = (start: string, lastDay: string, stated = false) => ({ start, lastDay, stated });

describe('periods of an anchor (R-16)', () => {
  it('come back to the 31st after a short month, before the anchor too', () => {
    const monthly = { anchor: '2024-01-31', periodMonths: 1 };
    expect(periodOn(monthly, '2024-03-01')).toEqual({ start: '2024-02-29', lastDay: '2024-03-30' });
    expect(periodOn(monthly, '2023-12-31')).toEqual({ start: '2023-12-31', lastDay: '2024-01-30' });
    expect(nearestPeriod(monthly, '2024-06-29')).toEqual({ start: '2024-06-30', lastDay: '2024-07-30' });
  });

  it('contain the day that is asked for, and follow each other without gap or overlap', () => {
    fc.assert(
      fc.property(cycle, day, (counted, date) => {
        const period = periodOn(counted, date);
        expect(period.start <= date && date <= period.lastDay).toBe(true);
        expect(periodOn(counted, addDays(period.lastDay, 1)).start).toBe(addDays(period.lastDay, 1));
        const start = addMonthsClamped(counted.anchor, indexOn(counted, date) * counted.periodMonths);
        expect(period.start).toBe(start);
      }),
    );
  });

  it('are the nearest by date', () => {
    fc.assert(
      fc.property(cycle, day, (counted, date) => {
        const off = Math.abs(daysBetween(nearestPeriod(counted, date).start, date));
        for (const near of [addDays(date, -40), addDays(date, 40)])
          expect(off).toBeLessThanOrEqual(Math.abs(daysBetween(nearestPeriod(counted, near).start, date)));
      }),
    );
  });
});

describe('laying the next term', () => {
  const monthly = { anchor: '2024-01-01', periodMonths: 1 };

  it('begins where the one before ends, however that was moved, and is never shorter than the drift allows', () => {
    fc.assert(
      fc.property(cycle, day, fc.integer({ min: 1, max: 800 }), fc.boolean(), (counted, start, length, stated) => {
        const last = laid(start, addDays(start, length), stated);
        const { period, anchor } = layNext(counted, last, undefined);
        expect(period.start).toBe(addDays(last.lastDay, 1));
        const whole = daysBetween(period.start, periodFrom(period.start, counted.periodMonths).lastDay);
        expect(Math.abs(daysBetween(period.start, period.lastDay) - whole)).toBeLessThanOrEqual(6);
        expect([counted.anchor, period.start]).toContain(anchor);
      }),
    );
  });

  it('keeps the anchor for one stated day that drifts, and takes the second in a row as the new one', () => {
    const [first, second] = [laid('2024-01-01', '2024-01-29', true), laid('2024-01-30', '2024-02-28', true)];
    expect(layNext(monthly, first, undefined)).toEqual({
      period: { start: '2024-01-30', lastDay: '2024-02-29' },
      anchor: '2024-01-01',
    });
    expect(layNext(monthly, second, first)).toEqual({
      period: { start: '2024-02-29', lastDay: '2024-03-28' },
      anchor: '2024-02-29',
    });
    expect(layNext(monthly, second, { ...first, stated: false }).anchor).toBe('2024-01-01');
    expect(layNext(monthly, { ...second, lastDay: '2024-02-29' }, first).anchor).toBe('2024-01-01');
  });

  it('takes 3 days as a drift and 4 as a new anchor', () => {
    expect(layNext(monthly, laid('2024-01-01', '2024-02-03'), undefined).anchor).toBe('2024-01-01');
    expect(layNext(monthly, laid('2024-01-01', '2024-02-04'), undefined)).toEqual({
      period: { start: '2024-02-05', lastDay: '2024-03-04' },
      anchor: '2024-02-05',
    });
  });
});

describe('what a stated period means, the first rule that fits', () => {
  const terms = [
    { start: '2023-01-01', lastDay: '2023-12-31' },
    { start: '2024-01-01', lastDay: '2024-12-31' },
    { start: '2025-01-01', lastDay: '2025-12-31' },
  ];
  it.each([
    ['0: begins on an earlier first day', '2024-01-03', '2025-06-30', 'earlier'],
    ['1: overlaps the live one by more than half', '2025-03-01', '2026-02-28', 'live'],
    ['1: lies in the live one', '2025-06-01', '2025-06-30', 'live'],
    ['2: begins and ends behind the live one', '2025-11-01', '2026-10-31', 'next'],
    ['2: a gap stays', '2027-01-01', '2027-12-31', 'next'],
    ['3: overlaps an earlier one by more than half', '2023-02-01', '2024-01-15', 'earlier'],
    ['4: before all', '2021-01-01', '2021-12-31', 'history'],
    ['5: half in the first one', '2022-07-01', '2023-06-30', 'nothing'],
  ])('%s', (_rule, start, lastDay, of) => {
    expect(meaningOf(terms, { start, lastDay }).of).toBe(of);
  });

  it('never lets the live term begin before the day after the one before it', () => {
    expect(meaningOf(terms, { start: '2024-12-20', lastDay: '2025-11-30' })).toMatchObject({
      of: 'live',
      period: { start: '2025-01-01', lastDay: '2025-11-30' },
    });
    expect(meaningOf(terms, { start: '2025-12-20', lastDay: '2026-12-19' })).toMatchObject({
      period: { start: '2026-01-01', lastDay: '2026-12-19' },
    });
  });
});

describe('numbers', () => {
  it('count periods from the original start, and history back from the next later term', () => {
    expect(firstNumber('2024-01-15', 1, '2024-06-15')).toBe(6);
    expect(firstNumber('2024-01-15', 1, '2020-01-15')).toBe(1);
    const terms = [{ number: 7, start: '2024-07-01', lastDay: '2024-07-31' }];
    expect(historyNumber(terms, { start: '2024-01-01', lastDay: '2024-01-31' }, 1)).toBe(1);
    expect(historyNumber(terms, { start: '2023-01-01', lastDay: '2023-01-31' }, 1)).toBe(-11);
    const tight = [{ number: 6, start: '2024-05-01', lastDay: '2024-05-10' }, ...terms];
    expect(historyNumber(tight, { start: '2024-06-01', lastDay: '2024-06-20' }, 1)).toBeNull();
  });
});
