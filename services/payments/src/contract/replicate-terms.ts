import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Contract } from './contract.js';
import { saveContracts } from './contract.store.js';
import { issueQuotes } from '../quote/issue-quotes.js';
import type { Closure, Term } from '../term/term.js';
import { markExpiring, noteClosures, saveTerms } from '../term/term.store.js';

/** What a batch of contract events says. */
export interface TermNews {
  readonly contracts?: readonly Contract[];
  readonly terms: readonly Term[];
  /** Terms that entered the horizon. */
  readonly expiring?: readonly TermId[];
  readonly closures?: readonly Closure[];
}

/**
 * Keeps the replicas and issues the quotes that follow from them, all set-wise in the wave's transaction. Told twice or
 * in another order it ends in the same state (invariants.md, in-order).
 */
@Injectable()
export class ReplicateTerms {
  constructor(private readonly outbox: Outbox) {}

  async execute(
    tx: Transaction,
    { contracts = [], terms, expiring = [], closures = [] }: TermNews,
    now: Instant,
  ): Promise<void> {
    await saveContracts(tx, contracts);
    if (terms.length === 0) return;
    await saveTerms(tx, terms);
    await markExpiring(tx, expiring);
    await noteClosures(tx, closures);
    await issueQuotes(tx, this.outbox, [...new Set(terms.map(({ termId }) => termId))], 'term-changed', now);
  }
}
