import { instant } from '@perennial/kernel/instant';
import { DayTally } from './day-tally.js';

const at = (day: number, hour: number) => instant(Date.UTC(2024, 6, day, hour));

test('what is done at a stop belongs to the day of that stop, also at midnight', () => {
  const tally = new DayTally(at(1, 0), { mails: 100, renewals: 7 });
  expect(tally.stop(at(1, 0), { mails: 101, renewals: 7 })).toBeUndefined();
  expect(tally.stop(at(1, 9), { mails: 104, renewals: 8 })).toBeUndefined();
  expect(tally.stop(at(2, 0), { mails: 105, renewals: 8 })).toEqual({
    day: '2024-07-01',
    counts: { mails: 4, renewals: 1 },
  });
  expect(tally.end()).toEqual({ day: '2024-07-02', counts: { mails: 1, renewals: 0 } });
});

test('a jump over several days tells of the day that was left', () => {
  const tally = new DayTally(at(1, 12), {});
  expect(tally.stop(at(5, 0), { mails: 3 })).toEqual({ day: '2024-07-01', counts: {} });
  expect(tally.end()).toEqual({ day: '2024-07-05', counts: { mails: 3 } });
});
