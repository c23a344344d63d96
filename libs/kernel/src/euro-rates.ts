import { RATE_TABLES } from './rate-tables.js';

/** The first table, whatever tables follow: what a price waived once it waives for good. */
const PER_EURO = new Map(
  RATE_TABLES.slice(0, 1).flatMap(({ base, rates }) => [
    [base, 1] as const,
    ...rates
      .trim()
      .split(/\s*,\s*/)
      .map((entry) => [entry.slice(0, 3), Number(entry.slice(4))] as const),
  ]),
);

/**
 * What one euro is worth in major units of `currency`, or undefined for one that has no rate. For rules of thumb such
 * as the tolerance of a payment, never to convert an amount that is paid.
 */
export function perEuro(currency: string): number | undefined {
  return PER_EURO.get(currency);
}

/** The currencies that have a rate. */
export function ratedCurrencies(): readonly string[] {
  return [...PER_EURO.keys()];
}
