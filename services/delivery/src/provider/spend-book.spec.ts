import { addMs, DAY, instant } from '@perennial/kernel/instant';
import { SpendBook } from './spend-book.js';

const now = instant(Date.UTC(2024, 6, 31));
const cost = { micros: 45_000, currency: 'CNY' };

test('a cap holds, and a call that was not taken costs nothing', () => {
  const book = new SpendBook();
  const reserve = (): boolean => book.reserve('sms', cost, 100_000, now);
  expect([reserve(), reserve(), reserve()]).toEqual([true, true, false]);
  book.release('sms', cost, now);
  expect([reserve(), reserve()]).toEqual([true, false]);
  expect(book.reserve('other', cost, 100_000, now)).toBe(true);
  expect(book.reserve('sms', cost, null, now)).toBe(true);
});

test('a new month begins with nothing', () => {
  const book = new SpendBook();
  expect(book.reserve('sms', cost, 45_000, now)).toBe(true);
  expect(book.reserve('sms', cost, 45_000, now)).toBe(false);
  expect(book.reserve('sms', cost, 45_000, addMs(now, DAY))).toBe(true);
});

test('what is stored counts with what others stored; what could not be stored is stored the next time', () => {
  const book = new SpendBook();
  book.reserve('sms', cost, null, now);
  const news = book.takeNews();
  expect(news).toEqual([{ provider: 'sms', currency: 'CNY', month: '2024-07', micros: 45_000 }]);
  expect(book.takeNews()).toEqual([]);
  book.putBack(news);
  book.reserve('sms', cost, null, now);
  expect(book.takeNews()).toEqual([{ provider: 'sms', currency: 'CNY', month: '2024-07', micros: 90_000 }]);
  book.learn([{ provider: 'sms', currency: 'CNY', month: '2024-07', micros: 990_000 }]);
  expect(book.reserve('sms', cost, 1_000_000, now)).toBe(false);
  expect(book.totals()).toEqual([{ provider: 'sms', currency: 'CNY', month: '2024-07', micros: 990_000 }]);
});
