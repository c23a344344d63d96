import { currencyExponent } from './currency.js';
import { perEuro, ratedCurrencies } from './euro-rates.js';
import { RATE_TABLES } from './rate-tables.js';

it('rates active currencies only, each above zero; what has none says so', () => {
  for (const currency of ratedCurrencies()) {
    expect([currency, currencyExponent(currency)]).not.toEqual([currency, undefined]);
    expect(perEuro(currency)).toBeGreaterThan(0);
  }
  expect(perEuro('EUR')).toBe(1);
  expect(perEuro('CLF')).toBeUndefined();
  expect(perEuro('constructor')).toBeUndefined();
});

it('is the rate table by which tiers are told, whose base is the euro (one source)', () => {
  const [first] = RATE_TABLES;
  expect(first?.base).toBe('EUR');
  for (const currency of ratedCurrencies().filter((code) => code !== 'EUR'))
    expect(first?.rates).toContain(`${currency} ${perEuro(currency)}`);
});
