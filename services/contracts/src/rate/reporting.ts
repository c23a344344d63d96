import { currencyExponent } from '@perennial/kernel/currency';
import type { Money } from '@perennial/kernel/money';
import { RATE_TABLES, type RateTable } from '@perennial/kernel/rate-tables';

/** A rate without its decimal point: `digits / 10^decimals` units of the currency for one of the base. */
interface Rate {
  readonly digits: bigint;
  readonly decimals: number;
}

const tables = [...RATE_TABLES]
  .sort((a, b) => (a.from < b.from ? 1 : -1))
  .map((table) => ({ ...table, rateOf: new Map([[table.base, { digits: 1n, decimals: 0 }], ...ratesOf(table)]) }));

/**
 * An amount in the reporting currency, by the table in force on a day (before the first, by the first), rounded half
 * up; null where that table does not know its currency.
 */
export function inReporting({ currency, minor }: Money, day: string): Money | null {
  const table = tables.find(({ from }) => from <= day) ?? tables.at(-1);
  const rate = table?.rateOf.get(currency);
  const [own, base] = [currencyExponent(currency), table && currencyExponent(table.base)];
  if (!table || !rate || own === undefined || base === undefined) return null;
  const dividend = minor * 10n ** BigInt(rate.decimals + base);
  const divisor = rate.digits * 10n ** BigInt(own);
  return { currency: table.base, minor: (2n * dividend + divisor) / (2n * divisor) };
}

function ratesOf({ rates }: RateTable): [string, Rate][] {
  return rates
    .trim()
    .split(/\s*,\s*/)
    .map((entry) => {
      const [currency = '', text = ''] = entry.split(' ');
      const [whole = '', decimals = ''] = text.split('.');
      return [currency, { digits: BigInt(whole + decimals), decimals: decimals.length }];
    });
}
