import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { readChangedFacts } from '../archive/restore-terms.js';
import { MoneyDrafts } from '../payment/money-drafts.js';
import { NoteMoney } from '../payment/note-money.js';
import { hurryMatching } from '../payment/matching.store.js';
import { saveMoney } from '../payment/save-money.js';
import type { Closure, Term } from '../term/term.js';
import { markExpiring, noteClosures, saveTerms } from '../term/term.store.js';
import type { Contract } from './contract.js';
import { saveContracts } from './contract.store.js';

/** What a batch of contract events says. */
export interface TermNews {
  readonly contracts?: readonly Contract[];
  readonly terms: readonly Term[];
  /** Terms that entered the horizon. */
  readonly expiring?: readonly TermId[];
  readonly closures?: readonly Closure[];
}

/**
 * Keeps the replicas, issues the quotes that follow from them and compares money with them, all set-wise in the wave's
 * transaction. Told twice or in another order it ends in the same state (invariants.md, in-order).
 */
@Injectable()
export class ReplicateTerms {
  constructor(
    private readonly outbox: Outbox,
    private readonly workSignal: WorkSignal,
    private readonly note: NoteMoney,
  ) {}

  async execute(
    tx: Transaction,
    { contracts = [], terms, expiring = [], closures = [] }: TermNews,
    now: Instant,
  ): Promise<void> {
    await saveContracts(tx, contracts);
    if (terms.length > 0) {
      const changed = await saveTerms(tx, terms);
      await markExpiring(tx, expiring);
      await noteClosures(tx, closures);
      await this.#settle(tx, [...new Set(terms.map(({ termId }) => termId))], changed, now);
    }
    await hurryMatching(tx, now);
    tx.afterCommit(this.workSignal.waking('match-payments'));
  }

  async #settle(
    tx: Transaction,
    termIds: readonly TermId[],
    changed: ReadonlySet<TermId>,
    now: Instant,
  ): Promise<void> {
    const money = new MoneyDrafts(await readChangedFacts(tx, termIds, changed, now), now);
    for (const termId of money.terms.keys()) money.of(termId, 'term-changed').settleAnew();
    await saveMoney(tx, this.outbox, money, now);
    await this.note.settled(
      tx,
      money.drafts.filter(({ events }) => events.length > 0),
      now,
    );
  }
}
