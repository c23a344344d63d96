import { currencyExponent } from './currency.js';
import { err, ok, type Result } from './result.js';
import { DomainError } from './violation.js';

/** An amount in whole minor units of an active ISO 4217 currency. Never a float. */
export interface Money {
  readonly currency: string;
  readonly minor: bigint;
}

export interface MoneyError {
  readonly reason: 'NOT_A_NUMBER' | 'UNKNOWN_CURRENCY' | 'NEGATIVE' | 'TOO_MANY_DECIMALS' | 'TOO_LARGE';
  readonly message: string;
}

/** Largest amount accepted from outside, in minor units. */
export const MAX_MINOR = 10n ** 15n;

function exponentOf(currency: string): number {
  const exponent = currencyExponent(currency);
  if (exponent === undefined) {
    throw new DomainError('UNKNOWN_CURRENCY', `${JSON.stringify(currency)} is not an active ISO 4217 currency`);
  }
  return exponent;
}

/** Money from minor units, as stored. Throws UNKNOWN_CURRENCY. */
export function money(currency: string, minor: bigint): Money {
  exponentOf(currency);
  return { currency, minor };
}

/**
 * Reads a plain decimal ('1234.5', '.' as separator, no grouping, no exponent). Zeros beyond the currency's minor unit
 * are accepted, other digits there are TOO_MANY_DECIMALS: nothing is ever rounded on the way in.
 */
export function parseMoney(decimalText: string, currency: string): Result<Money, MoneyError> {
  const exponent = currencyExponent(currency);
  if (exponent === undefined) {
    return refuse('UNKNOWN_CURRENCY', `${JSON.stringify(currency.slice(0, 12))} is not an active ISO 4217 currency`);
  }
  const match = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/.exec(decimalText);
  if (!match) return refuse('NOT_A_NUMBER', "an amount is a plain decimal number with '.' as separator");
  if (match[1] === '-') return refuse('NEGATIVE', 'an amount must not be negative');
  const decimals = (match[3] ?? '').replace(/0+$/, '');
  if (decimals.length > exponent) {
    return refuse('TOO_MANY_DECIMALS', `${currency} has ${exponent} decimals, the amount has ${decimals.length}`);
  }
  const minor = BigInt(`${match[2]}${decimals.padEnd(exponent, '0')}`);
  if (minor > MAX_MINOR) return refuse('TOO_LARGE', `an amount is at most ${MAX_MINOR} minor units`);
  return ok({ currency, minor });
}

function refuse(reason: MoneyError['reason'], message: string): Result<never, MoneyError> {
  return err({ reason, message });
}

/** Decimal text with exactly the currency's minor digits: '1234.50', JPY '1234'. Inverse of parseMoney. */
export function formatDecimal({ currency, minor }: Money): string {
  const exponent = exponentOf(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const sign = minor < 0n ? '-' : '';
  return exponent === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-exponent)}`;
}

const formatters = new Map<string, Intl.NumberFormat>();

/** Localised text with currency sign, for people. `locale` is BCP 47; a malformed one throws RangeError. */
export function formatMoney(amount: Money, locale: string): string {
  const key = `${amount.currency} ${locale}`;
  const digits = exponentOf(amount.currency);
  const format =
    formatters.get(key) ??
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: amount.currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  formatters.set(key, format);
  return format.format(formatDecimal(amount) as Intl.StringNumericLiteral);
}

function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) {
    throw new DomainError('CURRENCY_MISMATCH', `${a.currency} and ${b.currency} cannot be compared or added`);
  }
}

/** Sum of two amounts. Throws CURRENCY_MISMATCH. */
export function addMoney(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return { currency: a.currency, minor: a.minor + b.minor };
}

/** -1, 0 or 1 as `a` is less than, equal to or more than `b`. Throws CURRENCY_MISMATCH. */
export function compareMoney(a: Money, b: Money): -1 | 0 | 1 {
  sameCurrency(a, b);
  return a.minor < b.minor ? -1 : a.minor > b.minor ? 1 : 0;
}

/**
 * What `amount` for `months` months is in twelve, rounded half up to the minor unit. `months` is a whole number ≥ 1.
 */
export function annualised(amount: Money, months: number): Money {
  if (!Number.isInteger(months) || months < 1) throw new RangeError(`months is a whole number ≥ 1, not ${months}`);
  const divisor = 2n * BigInt(months);
  const dividend = amount.minor * 24n + BigInt(months);
  const quotient = dividend / divisor;
  const roundsTowardsZero = dividend < 0n && quotient * divisor !== dividend;
  return { currency: amount.currency, minor: roundsTowardsZero ? quotient - 1n : quotient };
}
