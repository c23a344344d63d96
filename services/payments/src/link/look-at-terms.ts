import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Money } from '@perennial/kernel/money';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { signLink } from '@perennial/service/link/signed-link';
import { previousQuote } from '../ledger/price.js';
import { settle } from '../ledger/settle.js';
import { nameQuotes, type NamedQuote } from '../quote/quote.store.js';
import { closingCause, isPayable, type TermFacts } from '../term/term.js';
import { readTermFacts } from '../term/term-facts.store.js';
import { linkExpiry, linkSubject, offerIsOver } from './renewal-link.js';

export interface TermLook {
  readonly termId: TermId;
  /** Why reminders of the term must stop; null while they may go on. */
  readonly cause: string | null;
  /** Of the current quote; 0 without any. */
  readonly quoteVersion: number;
  /** What is asked for: the rest of the least price that holds. */
  readonly amount: Money | undefined;
  /** Token for /pay/:token; empty where nothing is asked for, and for a term that cannot be paid by link any more. */
  readonly payToken: string;
  readonly received: Money | undefined;
  /** The price that a message or a page named before, where it differs from the current one. */
  readonly previousPrice: Money | undefined;
  /** The current price. */
  readonly price: Money | undefined;
}

/**
 * Delivery's last look before it calls a provider: one statement for all terms (protocol.md, Guard, fence and call). A
 * price that it hands out is named, and binds from then on; that is written once a quote.
 */
@Injectable()
export class LookAtTerms {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** One answer for each id asked, in their order; an unknown term is open and has no quote. */
  async execute(termIds: readonly TermId[]): Promise<TermLook[]> {
    const now = this.clock.now();
    const facts = await readTermFacts(this.database, termIds);
    await nameQuotes(this.database, [...facts.values()].flatMap(toName), now);
    return termIds.map((termId) => this.#look(termId, facts.get(termId), now));
  }

  #look(termId: TermId, term: TermFacts | undefined, now: Instant): TermLook {
    const none = { amount: undefined, received: undefined, previousPrice: undefined, price: undefined };
    if (!term) return { termId, cause: null, quoteVersion: 0, payToken: '', ...none };
    const cause = closingCause(term);
    const { measure, asked, received } = settle(term, now);
    const current = term.quotes.at(-1);
    if (!measure || !current) return { termId, cause, quoteVersion: 0, payToken: '', ...none };
    const { currency } = measure.amount;
    return {
      termId,
      cause,
      quoteVersion: current.version,
      amount: { currency, minor: asked },
      received: received > 0n ? { currency, minor: received } : undefined,
      price: current.amount,
      previousPrice: previousQuote(term, now)?.amount,
      payToken: cause === null && isPayable(term) && asked > 0n && !offerIsOver(term) ? this.#token(term) : '',
    };
  }

  #token(term: TermFacts): string {
    return signLink(this.config.LINK_SIGNING_KEYS, {
      purpose: 'pay',
      subject: linkSubject(term.termId, term.quotes.at(-1)?.version ?? 0),
      expiresAt: linkExpiry(term),
    });
  }
}

/** What of a term is about to be named: its current quote, the first time, unless the term is closed. */
export function toName(term: TermFacts): NamedQuote[] {
  const current = term.quotes.at(-1);
  if (!current || current.namedAt !== null || closingCause(term) !== null) return [];
  return [{ termId: term.termId, version: current.version }];
}
