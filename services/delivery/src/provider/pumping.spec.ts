import { addMs, HOUR, instant } from '@perennial/kernel/instant';
import { Pumping } from './pumping.js';
import { isServed } from './regions.js';

test('many messages to one unusual country within an hour are told once', () => {
  const now = instant(Date.UTC(2024, 6, 1));
  const pumping = new Pumping(['US'], 2);
  const alarms = (country: string, at = now): boolean => pumping.note(country, at).alarms;
  expect([1, 2, 3, 4].map(() => alarms('BD'))).toEqual([false, false, true, false]);
  expect([1, 2, 3, 4].map(() => alarms('US'))).toEqual([false, false, false, false]);
  expect(pumping.note('BD', now)).toEqual({ usual: false, count: 5, alarms: false });
  const later = addMs(now, HOUR);
  expect([1, 2, 3].map(() => alarms('BD', later))).toEqual([false, false, true]);
});

test('China goes to domestic providers, everywhere else over another one (C-11)', () => {
  const served = (country: string | null): boolean[] => [
    isServed(['CN'], country),
    isServed({ except: ['CN'] }, country),
  ];
  expect(served('CN')).toEqual([true, false]);
  expect(['US', 'HK', 'TW', 'MO'].map(served)).toEqual(Array.from({ length: 4 }, () => [false, true]));
  expect(served(null)).toEqual([false, true]);
});
