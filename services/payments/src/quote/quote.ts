import type { ContractId, CustomerId, QuoteId, TermId } from '@perennial/kernel/ids';
import { newEvent, type NewEvent } from '@perennial/events/event';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { Money } from '@perennial/kernel/money';
import { isPayable, takesMoney, type TermFacts } from '../term/term.js';

/** The price of renewing a term, as it is due. */
export interface DueQuote {
  readonly termId: TermId;
  readonly contractId: ContractId;
  readonly customerId: CustomerId;
  readonly version: number;
  readonly amount: Money;
  readonly issuedAt: Instant;
  /** The price of the version before; null with version 1. */
  readonly previous: Money | null;
}

/** As issued. */
export interface Quote extends DueQuote {
  readonly quoteId: QuoteId;
}

/** Why a quote may be due: its term changed, or money came in for it and must be compared with a price. */
export type QuoteOccasion = 'term-changed' | 'payment';

/**
 * The version and amount of the quote that a term lacks, or undefined. Version 1 on entering the horizon, or earlier
 * when money comes first; the next one when the amount of a term that can still be paid differs from its current quote
 * (protocol.md, Guard, fence and call; requirement P-05).
 */
export function missingQuote(
  term: TermFacts,
  occasion: QuoteOccasion,
): { readonly version: number; readonly amount: Money } | undefined {
  const current = term.quotes.at(-1);
  if (!current && occasion === 'payment' && takesMoney(term)) return { version: 1, amount: term.amount };
  if (!isPayable(term)) return undefined;
  if (!current) return term.expiring ? { version: 1, amount: term.amount } : undefined;
  const { amount } = current;
  const same = amount.currency === term.amount.currency && amount.minor === term.amount.minor;
  return same ? undefined : { version: current.version + 1, amount: term.amount };
}

/** quote.issued. */
export function quoteIssued(quote: Quote): NewEvent {
  const { quoteId, termId, contractId, customerId, version, amount, issuedAt, previous } = quote;
  return newEvent('quote.issued', {
    quoteId,
    termId,
    contractId,
    customerId,
    version,
    amount,
    issuedAt: formatInstant(issuedAt),
    previousAmount: previous ?? undefined,
  });
}
