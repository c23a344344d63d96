import type { Transaction } from '@perennial/database/sql';
import type { Outbox } from '@perennial/events/outbox/outbox';
import { newId, type TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { TermFacts } from '../term/term.js';
import { readTermFacts } from '../term/term.store.js';
import { missingQuote, quoteIssued, type Quote, type QuoteOccasion } from './quote.js';
import { insertQuotes } from './quote.store.js';

/**
 * Issues the quotes that these terms lack and returns the facts of the known ones, their current quotes included.
 * The caller's transaction holds the locks of the terms.
 */
export async function issueQuotes(
  tx: Transaction,
  outbox: Outbox,
  termIds: readonly TermId[],
  occasion: QuoteOccasion,
  now: Instant,
): Promise<Map<TermId, TermFacts>> {
  const facts = await readTermFacts(tx, termIds);
  const quotes: Quote[] = [];
  for (const term of facts.values()) {
    const missing = missingQuote(term, occasion);
    if (!missing) continue;
    const { termId, contractId, customerId } = term;
    quotes.push({ quoteId: newId(), termId, contractId, customerId, ...missing, issuedAt: now });
    facts.set(termId, { ...term, quote: missing });
  }
  if (quotes.length > 0) {
    await insertQuotes(tx, quotes);
    await outbox.append(tx, quotes.map(quoteIssued), now);
  }
  return facts;
}
