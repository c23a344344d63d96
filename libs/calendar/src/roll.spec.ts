import fc from 'fast-check';
import { addDays, dateFromDays, dayNumber } from './civil.js';
import { rollNode, type RollRequest } from './roll.js';
import { isOpen, nextOpen, windowOn, type SendWindow } from './window.js';
import { isWorkday } from './workday.js';
import { startOfDay, toInstant, toLocal } from './zone.js';

const QUARTER = 900_000;
const zone = fc.constantFrom(
  'America/New_York',
  'Asia/Shanghai',
  'Australia/Lord_Howe',
  'America/Havana',
  'Europe/Berlin',
  'Pacific/Apia',
  'Asia/Kathmandu',
);
const date = fc.oneof(
  fc.integer({ min: dayNumber('2000-01-01'), max: dayNumber('2030-01-01') }).map(dateFromDays),
  fc.constantFrom(
    '2024-03-10',
    '2024-11-03',
    '2024-10-06',
    '2024-04-07',
    '2011-12-30',
    '2025-11-02',
    '2026-03-08',
    '2024-03-31',
  ),
);
const window: fc.Arbitrary<SendWindow> = fc
  .record({
    from: fc.integer({ min: 0, max: 95 }),
    length: fc.integer({ min: 1, max: 96 }),
    days: fc.constantFrom('working' as const, 'all' as const),
  })
  .map(({ from, length, days }) => ({ from: from * 15, to: Math.min(1440, (from + length) * 15), days }));

describe('windows (R-11)', () => {
  it('hold only instants whose wall time lies inside', () => {
    fc.assert(
      fc.property(date, zone, window, (day, name, span) => {
        const opening = windowOn(day, name, span);
        const outside: unknown[] = [];
        for (let at = opening?.open ?? 0; at < (opening?.close ?? 0); at += QUARTER) {
          const wall = toLocal(name, at);
          if (wall.date !== day || wall.minutes < span.from || wall.minutes >= span.to) outside.push(wall);
        }
        expect(outside).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('open next at the first open instant', () => {
    fc.assert(
      fc.property(date, zone, window, fc.integer({ min: 0, max: 95 }), (day, name, span, quarter) => {
        const at = toInstant(name, day, quarter * 15);
        const next = nextOpen(at, name, span);
        expect(isOpen(next, name, span)).toBe(true);
        for (let before = at; before < next; before += QUARTER)
          if (isOpen(before, name, span)) throw new Error(`open at ${before} already`);
      }),
      { numRuns: 200 },
    );
  });

  it('stay closed on days off unless they are open on all days', () => {
    const at = Date.UTC(2024, 6, 13, 4);
    expect(isOpen(at, 'Asia/Shanghai', { from: 540, to: 1200, days: 'working' })).toBe(false);
    expect(isOpen(at, 'Asia/Shanghai', { from: 540, to: 1200, days: 'all' })).toBe(true);
    expect(isOpen(at, 'Asia/Shanghai', { from: 540, to: 1200, days: 'working' }, { weekend: [] })).toBe(true);
    expect(
      isOpen(at, 'Asia/Shanghai', { from: 540, to: 1200, days: 'working' }, { weekend: [], isHoliday: () => true }),
    ).toBe(false);
  });

  it('refuse impossible spans and a calendar of nothing but holidays', () => {
    for (const [from, to] of [
      [600, 600],
      [700, 600],
      [-1, 60],
      [0, 1441],
      [Number.NaN, 60],
    ] as const) {
      expect(() => windowOn('2024-01-01', 'UTC', { from, to, days: 'all' })).toThrow(RangeError);
    }
    expect(() => nextOpen(0, 'UTC', { from: 0, to: 60, days: 'working' }, { isHoliday: () => true })).toThrow(
      RangeError,
    );
  });
});

/** Tries every quarter of an hour between the limits: the rule as written, without the arithmetic. */
function expectedDate(request: RollRequest & { earliest: number }): string | null {
  const open = new Map<string, boolean>();
  for (let at = request.earliest; at < request.limit; at += QUARTER) {
    const wall = toLocal(request.zone, at);
    if (isOpen(at, request.zone, { ...request.window, days: 'all' }))
      open.set(wall.date, request.window.days === 'all' || isWorkday(wall.date, request));
  }
  const pick = (days: string[]): string | undefined => days.find((day) => day >= request.date) ?? days.at(-1);
  const all = [...open.keys()];
  return pick(all.filter((day) => open.get(day))) ?? (request.legal ? pick(all) : undefined) ?? null;
}

describe('rolls (R-08, R-11; decision 2)', () => {
  const request = fc
    .record({
      date,
      zone,
      window,
      legal: fc.boolean(),
      holidays: fc.array(fc.integer({ min: -6, max: 6 })),
      before: fc.integer({ min: 0, max: 500 }),
      after: fc.integer({ min: -100, max: 500 }),
    })
    .map(({ holidays, before, after, ...rest }) => {
      const noon = startOfDay(rest.zone, rest.date) + 48 * QUARTER;
      const off = new Set(holidays.map((days) => addDays(rest.date, days)));
      return {
        ...rest,
        earliest: noon - before * QUARTER,
        limit: noon + after * QUARTER,
        isHoliday: (day: string) => off.has(day),
      };
    });

  it('land where trying every quarter of an hour lands', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const found = rollNode(asked);
        expect('none' in found ? null : found.date).toBe(expectedDate(asked));
      }),
      { numRuns: 300 },
    );
  });

  it('never lie before the earliest, behind the limit, outside the window or on a day off', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const found = rollNode(asked);
        if ('none' in found) return;
        expect(found.open >= asked.earliest && found.open < found.close && found.close <= asked.limit).toBe(true);
        const days = found.rolled === 'legal' ? 'all' : asked.window.days;
        expect(isOpen(found.open, asked.zone, { ...asked.window, days }, asked)).toBe(true);
        expect(isOpen(found.close - 1, asked.zone, { ...asked.window, days }, asked)).toBe(true);
        expect(found.rolled === 'legal' ? asked.legal : true).toBe(true);
        if (found.rolled === 'none') expect(found.date).toBe(asked.date);
        if (found.rolled === 'later') expect(found.date > asked.date).toBe(true);
        if (found.rolled === 'earlier') expect(found.date < asked.date).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('find no window, after a bounded search, where every day is a holiday', () => {
    const never = {
      date: '2024-07-10',
      zone: 'UTC',
      window: { from: 540, to: 1200, days: 'working' as const },
      limit: Date.UTC(2100, 0, 1),
      isHoliday: () => true,
    };
    expect(rollNode({ ...never, legal: false })).toEqual({ none: 'NO_WINDOW' });
    expect(rollNode({ ...never, legal: true })).toMatchObject({ rolled: 'legal', date: '2024-07-10' });
  });
});
