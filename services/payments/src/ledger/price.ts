import { addMs, DAY, type Instant } from '@perennial/kernel/instant';
import { countingPayments, type Ledger, type LedgerQuote } from './ledger.js';
import { toleranceOf } from './tolerance.js';

/** How long a price that was named can still be paid after a newer one was issued. */
const BINDS = 14 * DAY;
/** Banks date a payment by its day: one of the day on which a price was issued may seem to lie before it. */
const BANK_DAY = DAY;

/**
 * Quotes that the seller is bound to at an instant: those that a message or a page named, from their issue until 14
 * days after the next one (protocol.md, Guard, fence and call). The current one is bound to as long as it is current.
 */
export function bindingAt(quotes: readonly LedgerQuote[], at: Instant): LedgerQuote[] {
  return quotes.filter(({ namedAt, issuedAt }, i) => {
    const next = quotes[i + 1];
    return namedAt !== null && issuedAt <= addMs(at, BANK_DAY) && (!next || at < addMs(next.issuedAt, BINDS));
  });
}

/** Each payment above the tolerance fixes the least price that bound when it was paid, while any of it is left. */
export function fixedQuotes(ledger: Ledger): LedgerQuote[] {
  return countingPayments(ledger).flatMap(({ amount, left, paidAt }) => {
    const bound = leastOf(
      bindingAt(ledger.quotes, paidAt).filter((quote) => quote.amount.currency === amount.currency),
    );
    return bound && left > toleranceOf(bound.amount) ? [bound] : [];
  });
}

/**
 * What the term's money is measured by: the least of the fixed, the binding and the current quote; undefined without
 * any. Prices in other currencies cannot be compared: money that came in chose its own, else it is the current one's.
 */
export function measureOf(ledger: Ledger, now: Instant): LedgerQuote | undefined {
  const current = ledger.quotes.at(-1);
  if (!current) return undefined;
  const fixed = fixedQuotes(ledger);
  const { currency } = (fixed[0] ?? current).amount;
  return leastOf(
    [...bindingAt(ledger.quotes, now), current, ...fixed].filter((quote) => quote.amount.currency === currency),
  );
}

/**
 * The price that a message or page named before the current one and that differs from it: told beside the new one until
 * the new one was told too, and while the old one still binds.
 */
export function previousQuote({ quotes }: Pick<Ledger, 'quotes'>, now: Instant): LedgerQuote | undefined {
  const current = quotes.at(-1);
  const before = quotes.slice(0, -1).findLast(({ namedAt }) => namedAt !== null);
  if (!current || !before) return undefined;
  const { currency, minor } = current.amount;
  if (before.amount.currency === currency && before.amount.minor === minor) return undefined;
  return current.namedAt === null || bindingAt(quotes, now).includes(before) ? before : undefined;
}

/** Of equal ones the newest. */
function leastOf(quotes: readonly LedgerQuote[]): LedgerQuote | undefined {
  return quotes.reduce<LedgerQuote | undefined>((least, quote) => {
    if (!least || quote.amount.minor < least.amount.minor) return quote;
    return quote.amount.minor === least.amount.minor && quote.version > least.version ? quote : least;
  }, undefined);
}
