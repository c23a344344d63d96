import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { missingQuote, type DueQuote, type QuoteOccasion } from '../quote/quote.js';
import type { TermFacts } from '../term/term.js';
import { MoneyDraft } from './money-draft.js';

/** The drafts of the terms that one transaction holds, and the quotes that they lacked. */
export class MoneyDrafts {
  readonly quotes: DueQuote[] = [];
  readonly #drafts = new Map<TermId, MoneyDraft>();
  readonly #terms: Map<TermId, TermFacts>;

  constructor(
    terms: ReadonlyMap<TermId, TermFacts>,
    private readonly now: Instant,
  ) {
    this.#terms = new Map(terms);
  }

  get drafts(): readonly MoneyDraft[] {
    return [...this.#drafts.values()];
  }

  /** All terms as they are by now. */
  get terms(): ReadonlyMap<TermId, TermFacts> {
    return new Map([...this.#terms].map(([id, facts]) => [id, this.#drafts.get(id)?.term ?? facts]));
  }

  /** The draft of a known term. The quote that it lacks on this occasion is due with it. */
  of(termId: TermId, occasion: QuoteOccasion): MoneyDraft {
    const known = this.#drafts.get(termId);
    if (known) return known;
    const draft = new MoneyDraft(this.#priced(termId, occasion), this.now);
    this.#drafts.set(termId, draft);
    return draft;
  }

  #priced(termId: TermId, occasion: QuoteOccasion): TermFacts {
    const term = this.#terms.get(termId);
    if (!term) throw new Error(`term ${termId} is not known`);
    const missing = missingQuote(term, occasion);
    if (!missing) return term;
    const { contractId, customerId, quotes } = term;
    const previous = quotes.at(-1)?.amount ?? null;
    this.quotes.push({ termId, contractId, customerId, ...missing, issuedAt: this.now, previous });
    return { ...term, quotes: [...quotes, { ...missing, issuedAt: this.now, namedAt: null }] };
  }
}
