import type { QuoteInput } from '../message/message.js';
import type { TermLook } from '../peer/peers.js';
import { isFree, quoteOf } from './quote-of.js';

const eur = (minor: bigint) => ({ currency: 'EUR', minor });
const look = (change: Partial<TermLook> = {}): TermLook => ({
  closed: false,
  cause: '',
  quoteVersion: 1,
  amount: eur(100_000n),
  price: eur(100_000n),
  payToken: 'p1',
  ...change,
});
const open = { frozen: false };
const plain: QuoteInput = { version: 1, currency: 'EUR', minor: '100000', payToken: 'p1' };

test('a price that is simply asked for stands alone', () => {
  expect(quoteOf(open, undefined, look(), true)).toEqual(plain);
  expect(quoteOf(open, undefined, look({ previousPrice: eur(100_000n), received: eur(0n) }), true)).toEqual(plain);
});

test('a part came in: the rest is asked for, under the same version too (K13, M1)', () => {
  const paid = look({ amount: eur(60_000n), received: eur(40_000n), payToken: 'p1' });
  expect(quoteOf(open, plain, paid, true)).toMatchObject({
    minor: '60000',
    price: { minor: '100000' },
    received: { minor: '40000' },
  });
});

test('another price than the one named before stands beside it (K15, M-13, review 17)', () => {
  const raised = look({ quoteVersion: 2, amount: eur(110_000n), price: eur(110_000n), previousPrice: eur(100_000n) });
  expect(quoteOf(open, plain, raised, true)).toMatchObject({ minor: '110000', previousPrice: { minor: '100000' } });
  // While the old offer binds it is asked for, and the new price is told beside it.
  expect(quoteOf(open, plain, { ...raised, amount: eur(100_000n) }, true)).toMatchObject({
    minor: '100000',
    price: { minor: '110000' },
    previousPrice: { minor: '100000' },
  });
});

test('what is equal keeps its link, and a frozen text keeps its price', () => {
  expect(quoteOf(open, plain, look({ payToken: 'p2' }), true)).toBe(plain);
  expect(quoteOf(open, plain, undefined, true)).toBe(plain);
  expect(quoteOf({ frozen: true }, plain, look({ quoteVersion: 2 }), true)).toBe(plain);
});

test('a text without a link needs no token to name a price (M-14)', () => {
  expect(quoteOf(open, undefined, look({ payToken: '' }), true)).toBeUndefined();
  expect(quoteOf(open, undefined, look({ payToken: '' }), false)).toMatchObject({ minor: '100000', payToken: '' });
  expect(quoteOf(open, undefined, look({ quoteVersion: 0 }), false)).toBeUndefined();
});

test.each<[string, Partial<TermLook>, boolean]>([
  ['price 0', { amount: eur(0n), price: eur(0n), payToken: '' }, true],
  ['price 0 of payments of 0.2.0', { amount: eur(0n), price: undefined }, true],
  ['all came in', { amount: eur(0n), received: eur(100_000n) }, false],
  ['priced', {}, false],
  ['not quoted yet', { amount: undefined, price: undefined, quoteVersion: 0 }, false],
])('free or not: %s (K12, review 18)', (_name, change, free) => {
  expect(isFree(look(change))).toBe(free);
});
