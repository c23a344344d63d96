import fc from 'fast-check';
import { openTime, type OpenCalendar } from './open-time.js';
import { isOpen } from './window.js';

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);
/** Nine to eight, Monday to Friday, in London: UTC+1 in August. */
const LONDON: OpenCalendar = { zone: 'Europe/London', window: { from: 540, to: 1200, days: 'working' } };

test.each<[string, string, number, OpenCalendar, string]>([
  ['within a day', '2024-08-15T08:00:00Z', 5, LONDON, '2024-08-15T13:00:00Z'],
  [
    'R2: two open days from Friday morning end on Monday evening',
    '2024-08-16T08:00:00Z',
    22,
    LONDON,
    '2024-08-19T19:00:00Z',
  ],
  ['a night does not count', '2024-08-15T18:00:00Z', 2, LONDON, '2024-08-16T09:00:00Z'],
  ['from a Saturday', '2024-08-17T12:00:00Z', 1, LONDON, '2024-08-19T09:00:00Z'],
  ['nothing from a Saturday is Monday morning', '2024-08-17T12:00:00Z', 0, LONDON, '2024-08-19T08:00:00Z'],
  [
    'Friday and Saturday are the weekend',
    '2024-08-15T08:00:00Z',
    12,
    { ...LONDON, weekend: [5, 6] },
    '2024-08-18T09:00:00Z',
  ],
  [
    'a holiday',
    '2024-08-15T08:00:00Z',
    12,
    { ...LONDON, isHoliday: (date) => date === '2024-08-16' },
    '2024-08-19T09:00:00Z',
  ],
  [
    'a pause in the middle',
    '2024-08-15T08:00:00Z',
    3,
    { ...LONDON, paused: [{ from: at('2024-08-15T09:00:00Z'), to: at('2024-08-19T12:00:00Z') }] },
    '2024-08-19T14:00:00Z',
  ],
  [
    'within a pause',
    '2024-08-15T10:00:00Z',
    1,
    { ...LONDON, paused: [{ from: at('2024-08-15T09:00:00Z'), to: at('2024-08-15T22:00:00Z') }] },
    '2024-08-16T09:00:00Z',
  ],
  [
    'a pause of years',
    '2024-08-15T10:00:00Z',
    1,
    { ...LONDON, paused: [{ from: at('2024-08-15T09:00:00Z'), to: at('2044-08-15T12:00:00Z') }] },
    '2044-08-15T13:00:00Z',
  ],
  ['the clock is set back on Sunday', '2024-10-25T08:00:00Z', 22, LONDON, '2024-10-28T20:00:00Z'],
])('%s (R-11)', (_, from, hours, calendar, end) =>
  expect(new Date(openTime(at(from), hours, calendar)).toISOString()).toBe(new Date(end).toISOString()),
);

it('refuses less than nothing and no number', () => {
  for (const hours of [-1, NaN, Infinity]) expect(() => openTime(0, hours, LONDON)).toThrow(RangeError);
});

it('counts exactly the open time, hour by hour, and adds up', () => {
  const start = at('2024-03-28T00:00:00Z');
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom('Europe/London', 'Asia/Kolkata', 'America/New_York'),
      (offset, a, b, zone) => {
        const calendar = { ...LONDON, zone };
        const from = start + offset * HOUR;
        const end = openTime(from, a, calendar);
        let open = 0;
        for (let t = from; t < end; t += HOUR / 2) if (isOpen(t, zone, calendar.window)) open += 0.5;
        expect(open).toBe(a);
        expect(openTime(end, b, calendar)).toBe(openTime(from, a + b, calendar));
      },
    ),
    { numRuns: 200 },
  );
});
