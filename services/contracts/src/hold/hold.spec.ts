import { DAY, instant } from '@perennial/kernel/instant';
import fc from 'fast-check';
import { dueInstants } from '../term/term-dates.js';
import { heldLapse, holdDates } from './hold.js';

const at = (text: string) => instant(Date.parse(text));
const UTC = 'UTC';
const JULY = { zone: UTC, ...dueInstants({ lastDay: '2024-07-31', zone: UTC, reopenedOn: null }) };

test('R8: on hold from 1 July to 15 August, a term that ends on 31 July has its whole grace from then on', () => {
  const hold = { placedAt: at('2024-07-01T00:00:00Z'), endedAt: null, ...holdDates('2024-08-15', UTC) };
  expect(hold.endsAt).toBe(at('2024-08-16T00:00:00Z'));
  expect(heldLapse(JULY, [hold])).toBe(at('2024-09-15T00:00:00Z'));
});

test('a hold that was ended by hand gives the days back that it did not use; one before the grace moves nothing', () => {
  const placedAt = at('2024-08-10T00:00:00Z');
  const hold = { placedAt, ...holdDates('2024-09-30', UTC), endedAt: at('2024-08-12T00:00:00Z') };
  expect(heldLapse(JULY, [hold])).toBe(JULY.lapsesAt + 2 * DAY);
  const early = { placedAt: at('2024-06-01T00:00:00Z'), endedAt: null, ...holdDates('2024-06-30', UTC) };
  expect(heldLapse(JULY, [early])).toBe(JULY.lapsesAt);
});

test('P-09: a term never lapses in a hold, and its grace is never shorter nor longer than its days outside of holds', () => {
  const span = fc.record({ day: fc.integer({ min: -40, max: 80 }), days: fc.integer({ min: 1, max: 40 }) });
  fc.assert(
    fc.property(fc.array(span, { maxLength: 6 }), (spans) => {
      const holds = spans.map(({ day, days }) => {
        const placedAt = instant(JULY.endsAt + day * DAY);
        return { placedAt, endsAt: instant(placedAt + days * DAY), endedAt: null };
      });
      const lapse = heldLapse(JULY, holds);
      expect(holds.some(({ placedAt, endsAt }) => placedAt < lapse && lapse < endsAt)).toBe(false);
      let free = 0;
      for (let day = JULY.endsAt as number; day < lapse; day += DAY)
        if (!holds.some(({ placedAt, endsAt }) => placedAt <= day && day < endsAt)) free += 1;
      expect(free).toBe(30);
    }),
  );
});
