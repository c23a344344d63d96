import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import type { ContractReopened, TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { ClosureStore } from './closure.store.js';
import { termFactsOf } from './contract-snapshot.js';
import { TermStore } from './term.store.js';

type Reopened = ContractReopened & { readonly term: TermSnapshot };

/** Undoes closing causes; what they silenced is planned again as new occurrences (invariant next-term-lives). */
@Injectable()
export class ReopenTerms {
  constructor(
    private readonly terms: TermStore,
    private readonly closures: ClosureStore,
    private readonly workSignal: WorkSignal,
  ) {}

  async execute(tx: Transaction, reopened: readonly Reopened[], now: Instant): Promise<void> {
    const facts = reopened.map(({ term }) => termFactsOf(term));
    const termIds = facts.map(({ termId }) => termId);
    const undone = reopened.flatMap(({ undoes }, i) =>
      facts
        .slice(i, i + 1)
        .flatMap(({ termId, version }) => undoes.map((cause) => ({ termId, cause, by: `reopened:${version}` }))),
    );
    await this.terms.insertStubs(tx, termIds);
    await this.terms.lock(tx, termIds);
    await this.closures.undo(tx, undone, now);
    await this.terms.upsert(tx, facts);
    await this.closures.settle(tx, termIds, true);
    tx.afterCommit(this.workSignal.raise);
  }
}
