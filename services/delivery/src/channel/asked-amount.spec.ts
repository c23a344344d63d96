import { formatAsked, type Asked } from './asked-amount.js';

const eur = (minor: bigint) => ({ currency: 'EUR', minor });

test.each<[string, string, Asked, string]>([
  ['the price', 'en', { amount: eur(120_000n) }, '€1,200.00'],
  [
    'the rest (K13)',
    'en',
    { amount: eur(60_000n), price: eur(120_000n), received: eur(60_000n) },
    '€600.00 (price €1,200.00, received so far €600.00)',
  ],
  ['a new price (K15)', 'en', { amount: eur(110_000n), previousPrice: eur(100_000n) }, '€1,100.00 (before €1,000.00)'],
  [
    'an old price that still binds (M7)',
    'en',
    { amount: eur(100_000n), price: eur(110_000n), previousPrice: eur(100_000n) },
    '€1,000.00 (price €1,100.00, before €1,000.00)',
  ],
  [
    'in Chinese',
    'zh',
    { amount: eur(60_000n), price: eur(120_000n), received: eur(60_000n) },
    '€600.00（现价 €1,200.00，已收到 €600.00）',
  ],
  [
    'in a language of a text of somebody: signs alone',
    'de',
    { amount: eur(60_000n), price: eur(120_000n), received: eur(60_000n) },
    '600,00\u00a0€ (= 1.200,00\u00a0€ − 600,00\u00a0€)',
  ],
  ['yen', 'en', { amount: { currency: 'JPY', minor: 120_000n } }, '¥120,000'],
  ['dinar (K27)', 'en', { amount: { currency: 'KWD', minor: 1_234_567n } }, 'KWD\u00a01,234.567'],
])('%s', (_name, locale, asked, text) => {
  expect(formatAsked(asked, locale)).toBe(text);
});
