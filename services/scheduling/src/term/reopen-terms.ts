import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import type { Instant } from '@perennial/kernel/instant';
import type { ContractReopened, TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { recomputeClosed, undoClosures } from './closure.store.js';
import { termFactsOf } from './contract-snapshot.js';
import { insertTermStubs, lockTerms, upsertTerms } from './term.store.js';

type Reopened = ContractReopened & { readonly term: TermSnapshot };

/** Undoes closing causes; what they silenced is planned again as new occurrences (invariant next-term-lives). */
@Injectable()
export class ReopenTerms {
  constructor(private readonly workSignal: WorkSignal) {}

  async execute(tx: Transaction, reopened: readonly Reopened[], now: Instant): Promise<void> {
    const news = reopened.map(({ term, undoes }) => ({ facts: termFactsOf(term), undoes }));
    const termIds = news.map(({ facts }) => facts.termId);
    const undone = news.flatMap(({ facts: { termId, version }, undoes }) =>
      undoes.map((cause) => ({ termId, cause, by: `reopened:${version}` })),
    );
    await tx.pipeline([
      insertTermStubs(tx, termIds),
      lockTerms(tx, termIds),
      undoClosures(tx, undone, now),
      upsertTerms(
        tx,
        news.map(({ facts }) => facts),
      ),
      recomputeClosed(tx, termIds, true, now),
    ]);
    tx.afterCommit(this.workSignal.waking('plan-terms'));
  }
}
