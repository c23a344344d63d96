import { currencyExponent } from '@perennial/kernel/currency';
import { RATE_TABLES } from '@perennial/kernel/rate-tables';
import { inReporting } from './reporting.js';

test.each([
  ['VND', 500_000n, 1_835n],
  ['JPY', 500_000n, 290_799n],
  ['KWD', 328_000n, 100_000n],
  ['USD', 10_705n, 10_000n],
  ['EUR', 12_345n, 12_345n],
  ['EUR', 0n, 0n],
])('review 19: %s %d in minor units are %d cents', (currency, minor, cents) => {
  expect(inReporting({ currency, minor }, '2024-07-01')).toEqual({ currency: 'EUR', minor: cents });
});

test('a currency without a rate is worth nothing that could be compared, and a day before the tables takes the first', () => {
  expect(inReporting({ currency: 'XPF', minor: 100n }, '2024-07-01')).toBeNull();
  expect(inReporting({ currency: 'USD', minor: 10_705n }, '1999-01-01')).toEqual({ currency: 'EUR', minor: 10_000n });
});

test('each table is a dated document with a source, and every rate a positive one of a known currency', () => {
  for (const { version, from, source, base, rates } of RATE_TABLES) {
    expect([version > 0, source.length > 0, currencyExponent(base) !== undefined]).toEqual([true, true, true]);
    expect(from).toMatch(/^\d{4}-\d\d-\d\d$/);
    const entries = rates.trim().split(/\s*,\s*/);
    for (const entry of entries) expect(entry).toMatch(/^[A-Z]{3} (?!0+(\.0+)?$)\d+(\.\d+)?$/);
    const codes = entries.map((entry) => entry.slice(0, 3));
    expect(codes.filter((code) => currencyExponent(code) === undefined || code === base)).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
  }
});
