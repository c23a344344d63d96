import { currencies, currencyExponent } from './currency.js';

describe('currency', () => {
  it.each([
    ['JPY', 0],
    ['KRW', 0],
    ['UYI', 0],
    ['EUR', 2],
    ['CNY', 2],
    ['ZWG', 2],
    ['KWD', 3],
    ['CLF', 4],
    ['UYW', 4],
  ])('%s has %i decimals', (code, digits) => {
    expect(currencyExponent(code)).toBe(digits);
  });

  it.each(['', 'usd', 'XAU', 'XXX', 'HRK', 'toString'])('%j is unknown', (code) => {
    expect(currencyExponent(code)).toBeUndefined();
  });

  it('lists each code once, and none that ICU has never heard of', () => {
    const codes = currencies();
    const notInIcu = 'BOV CHE CHW CLF COU MXV USN UYI UYW VED XAD XCG ZWG'.split(' ');
    const known = new Set([...Intl.supportedValuesOf('currency'), ...notInIcu]);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => !known.has(code))).toEqual([]);
    expect(codes).toHaveLength(165);
  });
});
