import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { FieldRule } from '@perennial/kernel/field-rules';
import { DomainError, violation } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { readLink, type LinkFault } from '@perennial/service/link/signed-link';
import { settle, type Settlement } from '../ledger/settle.js';
import { nameQuotes } from '../quote/quote.store.js';
import type { TermFacts } from '../term/term.js';
import { readTermFacts } from '../term/term-facts.store.js';
import { toName } from './look-at-terms.js';
import { linkState, offerIsOver, termOfSubject, type LinkState } from './renewal-link.js';

const FAULTS: Readonly<Record<LinkFault, readonly [rule: FieldRule, message: string]>> = {
  malformed: ['malformed', 'is no link of ours, or not the whole of it'],
  unknown_key: ['unknown_key', 'was signed with a key that is no longer in use'],
  altered: ['altered', 'was altered'],
  wrong_purpose: ['wrong_purpose', 'was made for another purpose'],
  expired: ['expired', 'has expired'],
};

export interface ShownLink extends Pick<Settlement, 'measure' | 'asked' | 'received'> {
  readonly term: TermFacts;
  readonly state: LinkState;
  /** Whether PayByLink would pay: a gateway is there and the term can be paid. */
  readonly canPayHere: boolean;
}

/**
 * What a pay link shows: what is asked for now, also when the link was made under an older quote (one-price). Reading
 * consumes nothing; a price that it shows is named and binds.
 */
@Injectable()
export class ShowRenewalLink {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** The sandbox gateway exists only where time is a sandbox as well. */
  get hasGateway(): boolean {
    return this.config.PERENNIAL_CLOCK === 'sandbox';
  }

  /** @throws DomainError INVALID_LINK with the rule in its violation; TERM_NOT_FOUND. */
  async execute(token: string): Promise<ShownLink> {
    const now = this.clock.now();
    const link = readLink(this.config.LINK_SIGNING_KEYS, 'pay', token, now);
    if (!link.ok) throw invalid(link.error);
    const termId = termOfSubject(link.value.subject);
    if (termId === undefined) throw invalid('malformed');
    const term = (await readTermFacts(this.database, [termId])).get(termId);
    if (!term) throw new DomainError('TERM_NOT_FOUND', 'the term of this link is not known here');
    const settlement = settle(term, now);
    const state = linkState(term, settlement);
    if (state === 'OPEN' && offerIsOver(term)) throw invalid('expired');
    await nameQuotes(this.database, toName(term), now);
    const { measure, asked, received } = settlement;
    return { term, state, measure, asked, received, canPayHere: state === 'OPEN' && asked > 0n && this.hasGateway };
  }
}

function invalid(fault: LinkFault): DomainError {
  const [rule, message] = FAULTS[fault];
  return new DomainError('INVALID_LINK', `the pay link ${message}`, {
    violations: [violation('token', rule, message)],
  });
}
