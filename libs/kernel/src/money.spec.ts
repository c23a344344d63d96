import fc from 'fast-check';
import { currencies } from './currency.js';
import {
  addMoney,
  annualised,
  compareMoney,
  formatDecimal,
  formatMoney,
  MAX_MINOR,
  money,
  parseMoney,
} from './money.js';

describe('money (M-03)', () => {
  it.each([
    ['1234.5', 'USD', 123450n],
    ['0', 'EUR', 0n],
    ['0.005', 'KWD', 5n],
    ['1200', 'JPY', 1200n],
    ['1200.00', 'JPY', 1200n],
    ['10.0000', 'USD', 1000n],
    ['9999999999999.99', 'USD', 999999999999999n],
    ['0007', 'CLF', 70000n],
  ])('reads %s %s', (text, currency, minor) => {
    expect(parseMoney(text, currency)).toEqual({ ok: true, value: { currency, minor } });
  });

  it.each([
    ['1.005', 'USD', 'TOO_MANY_DECIMALS'],
    ['0.5', 'JPY', 'TOO_MANY_DECIMALS'],
    ['-1', 'USD', 'NEGATIVE'],
    ['10000000000000.01', 'USD', 'TOO_LARGE'],
    ['1', 'EURO', 'UNKNOWN_CURRENCY'],
    ['1', 'usd', 'UNKNOWN_CURRENCY'],
    ['1,000', 'USD', 'NOT_A_NUMBER'],
    ['1e3', 'USD', 'NOT_A_NUMBER'],
    ['', 'USD', 'NOT_A_NUMBER'],
    ['.5', 'USD', 'NOT_A_NUMBER'],
    ['NaN', 'USD', 'NOT_A_NUMBER'],
    ['1 ', 'USD', 'NOT_A_NUMBER'],
    ['9'.repeat(31), 'USD', 'NOT_A_NUMBER'],
  ])('refuses %s %s as %s', (text, currency, reason) => {
    expect(parseMoney(text, currency)).toEqual({ ok: false, error: { reason, message: expect.any(String) } });
  });

  const amount = fc.record({
    currency: fc.constantFrom(...currencies()),
    minor: fc.bigInt({ min: 0n, max: MAX_MINOR }),
  });

  it('reads back the decimal it wrote, exactly', () => {
    fc.assert(
      fc.property(amount, (sum) => {
        expect(parseMoney(formatDecimal(sum), sum.currency)).toEqual({ ok: true, value: sum });
      }),
    );
  });

  it('writes negative decimals', () => {
    expect(formatDecimal(money('USD', -5n))).toBe('-0.05');
    expect(formatDecimal(money('JPY', -5n))).toBe('-5');
  });

  it('formats for people without passing through a float', () => {
    expect(formatMoney(money('USD', 999_999_999_999_999n), 'en-US')).toBe('$9,999,999,999,999.99');
    expect(formatMoney(money('EUR', 123456n), 'de-DE')).toBe('1.234,56\u00a0€');
    expect(formatMoney(money('CNY', 500000_00n), 'zh-CN')).toBe('¥500,000.00');
    expect(formatMoney(money('KWD', 1n), 'en-US')).toBe('KWD\u00a00.001');
    expect(formatMoney(money('ISK', 1500n), 'en-US')).toBe('ISK\u00a01,500');
  });

  it('adds and compares within a currency only', () => {
    expect(addMoney(money('USD', 1n), money('USD', 2n))).toEqual(money('USD', 3n));
    expect([1n, 2n, 3n].map((minor) => compareMoney(money('USD', minor), money('USD', 2n)))).toEqual([-1, 0, 1]);
    expect(() => addMoney(money('USD', 1n), money('EUR', 1n))).toThrow(
      expect.objectContaining({ code: 'CURRENCY_MISMATCH' }),
    );
    expect(() => compareMoney(money('USD', 1n), money('EUR', 1n))).toThrow(
      expect.objectContaining({ code: 'CURRENCY_MISMATCH' }),
    );
    expect(() => money('XAU', 1n)).toThrow(expect.objectContaining({ code: 'UNKNOWN_CURRENCY' }));
  });

  it.each([
    [100n, 1, 1200n],
    [100n, 12, 100n],
    [100n, 36, 33n],
    [1n, 24, 1n],
    [-1n, 24, 0n],
    [-100n, 36, -33n],
    [-200n, 36, -67n],
  ])('%s for %s months is %s a year (T-01)', (minor, months, yearly) => {
    expect(annualised(money('USD', minor), months).minor).toBe(yearly);
  });

  it('rounds the yearly amount half up and never by more than half a unit', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 600 }), (sum, months) => {
        const error = annualised(sum, months).minor * BigInt(months) - sum.minor * 12n;
        expect(2n * error).toBeLessThanOrEqual(BigInt(months));
        expect(2n * error).toBeGreaterThan(-BigInt(months));
      }),
    );
    expect(() => annualised(money('USD', 1n), 0)).toThrow(RangeError);
  });
});
