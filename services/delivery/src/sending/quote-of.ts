import type { Money } from '@perennial/kernel/money';
import type { AmountInput, OpenMessage, QuoteInput } from '../message/message.js';
import type { TermLook } from '../peer/peers.js';

/**
 * The price to name: the newest one of the look, or without an answer that of the last text. What is equal keeps its
 * link, so that a repeat is the same text under the same key. A frozen text keeps its price.
 * @param last what the last text named. @returns undefined where nothing can be named yet.
 */
export function quoteOf(
  { frozen }: Pick<OpenMessage, 'frozen'>,
  last: QuoteInput | undefined,
  look: TermLook | undefined,
  withLink: boolean,
): QuoteInput | undefined {
  if (frozen && last) return last;
  const newest = look && quoteInput(look, withLink);
  return !newest || (last && sameQuote(last, newest)) ? last : newest;
}

/** Whether the term costs nothing, so that there is neither a price to name nor a link to pay it. */
export function isFree({ amount, price = amount, quoteVersion, received }: TermLook): boolean {
  return quoteVersion > 0 && amount?.minor === 0n && price?.minor === 0n && !received?.minor;
}

function quoteInput(look: TermLook, withLink: boolean): QuoteInput | undefined {
  const { amount, price, previousPrice, received, quoteVersion: version, payToken } = look;
  if (!amount || version === 0 || (withLink && payToken === '')) return undefined;
  return {
    ...inputOf(amount),
    version,
    payToken: withLink ? payToken : '',
    ...(price && !equal(price, amount) && { price: inputOf(price) }),
    ...(previousPrice && !equal(previousPrice, price ?? amount) && { previousPrice: inputOf(previousPrice) }),
    ...(received && received.minor > 0n && { received: inputOf(received) }),
  };
}

function inputOf({ currency, minor }: Money): AmountInput {
  return { currency, minor: minor.toString() };
}

function equal(a: Money, b: Money): boolean {
  return a.currency === b.currency && a.minor === b.minor;
}

/** Alike in all but the token, which says the same under another signature. */
function sameQuote(last: QuoteInput, newest: QuoteInput): boolean {
  const text = (quote: QuoteInput): string =>
    JSON.stringify([
      quote.version,
      quote.payToken !== '',
      ...[quote, quote.price, quote.previousPrice, quote.received].map((one) => one && `${one.minor} ${one.currency}`),
    ]);
  return text(last) === text(newest);
}
