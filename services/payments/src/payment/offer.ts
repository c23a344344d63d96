import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { formatDecimal } from '@perennial/kernel/money';
import { DomainError, violation } from '@perennial/kernel/violation';
import { bindingAt, fixedQuotes } from '../ledger/price.js';
import { settle } from '../ledger/settle.js';
import type { TermFacts } from '../term/term.js';
import type { Offer, PaymentOrder } from './payment.js';

/**
 * Whether what a page showed holds: its version is current, fixed or still binds, and its amount is what is asked for
 * now. A part that came in between, or a lower price, changes the amount: nobody is charged another one than is asked.
 */
export function offerHolds(term: TermFacts, { version, amount }: Offer, now: Instant): boolean {
  const { measure, asked } = settle(term, now);
  const versions = [term.quotes.at(-1), ...bindingAt(term.quotes, now), ...fixedQuotes(term)];
  return (
    measure !== undefined &&
    versions.some((quote) => quote?.version === version) &&
    amount.currency === measure.amount.currency &&
    amount.minor === asked
  );
}

/** @throws DomainError QUOTE_CHANGED with the version and amount that hold now */
export function checkOffer(
  { offer, termId }: Pick<PaymentOrder, 'termId'> & { readonly offer?: Offer },
  terms: ReadonlyMap<TermId, TermFacts>,
  now: Instant,
): void {
  const term = termId === null ? undefined : terms.get(termId);
  if (!offer || !term || offerHolds(term, offer, now)) return;
  const { measure, asked } = settle(term, now);
  const currency = measure?.amount.currency ?? offer.amount.currency;
  const version = term.quotes.at(-1)?.version ?? 0;
  const amount = `${formatDecimal({ currency, minor: asked })} ${currency}`;
  throw new DomainError('QUOTE_CHANGED', `version ${version} is current, ${amount} is asked for; nothing was charged`, {
    violations: [
      violation('quote_version', 'not_current', `is ${version} now`),
      violation('amount', 'not_current', `is ${amount} now`),
    ],
  });
}
