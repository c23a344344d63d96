import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Money } from '@perennial/kernel/money';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { signLink } from '@perennial/service/link/signed-link';
import { closingCause, isPayable, type TermFacts } from '../term/term.js';
import { readTermFacts } from '../term/term.store.js';
import { linkExpiry, linkSubject } from './renewal-link.js';

export interface TermLook {
  readonly termId: TermId;
  /** Why reminders of the term must stop; null while they may go on. */
  readonly cause: string | null;
  /** 0 without a quote. */
  readonly quoteVersion: number;
  readonly amount: Money | undefined;
  /** Token for /pay/:token; empty without a quote, for a closed term, and where it would have expired. */
  readonly payToken: string;
}

/**
 * Delivery's last look before it calls a provider: one statement for all terms, no write (protocol.md, Guard, fence and
 * call).
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
    return termIds.map((termId) => this.#look(termId, facts.get(termId), now));
  }

  #look(termId: TermId, term: TermFacts | undefined, now: Instant): TermLook {
    if (!term) return { termId, cause: null, quoteVersion: 0, amount: undefined, payToken: '' };
    const cause = closingCause(term);
    const linked = cause === null && isPayable(term) && term.quote !== null;
    return {
      termId,
      cause,
      quoteVersion: term.quote?.version ?? 0,
      amount: term.quote?.amount,
      payToken: linked ? this.#token(term, now) : '',
    };
  }

  #token(term: TermFacts, now: Instant): string {
    const expiresAt = linkExpiry(term, now);
    if (expiresAt <= now) return '';
    return signLink(this.config.LINK_SIGNING_KEYS, {
      purpose: 'pay',
      subject: linkSubject(term.termId, term.quote?.version ?? 0),
      expiresAt,
    });
  }
}
