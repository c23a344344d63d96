import { currencyExponent } from '@perennial/kernel/currency';
import type { Money } from '@perennial/kernel/money';
import { perEuro } from '@perennial/kernel/euro-rates';

/** A rest of at most this share of the price is waived: half a percent. */
const SHARE = 200n;

/**
 * The largest rest that is not asked for: 0.5 % of the price and at most the worth of 1.00 EUR (protocol.md, Guard,
 * fence and call), in minor units of the price's currency, rounded down. A currency without a rate waives nothing.
 */
export function toleranceOf({ currency, minor }: Money): bigint {
  const rate = perEuro(currency);
  const exponent = currencyExponent(currency);
  if (rate === undefined || exponent === undefined) return 0n;
  const euro = BigInt(Math.floor(rate * 10 ** exponent));
  const share = minor / SHARE;
  return share < euro ? share : euro;
}
