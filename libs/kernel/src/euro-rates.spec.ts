import { currencyExponent } from './currency.js';
import { perEuro, ratedCurrencies } from './euro-rates.js';

it('rates active currencies only, each above zero; what has none says so', () => {
  for (const currency of ratedCurrencies()) {
    expect([currency, currencyExponent(currency)]).not.toEqual([currency, undefined]);
    expect(perEuro(currency)).toBeGreaterThan(0);
  }
  expect(perEuro('EUR')).toBe(1);
  expect(perEuro('CLF')).toBeUndefined();
  expect(perEuro('constructor')).toBeUndefined();
});
