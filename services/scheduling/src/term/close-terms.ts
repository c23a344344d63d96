import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { ClosureStore } from './closure.store.js';
import type { Closing } from './term.js';
import { TermStore } from './term.store.js';

/** Records closing causes, for terms not known yet as well; the planner then silences what is pending. */
@Injectable()
export class CloseTerms {
  constructor(
    private readonly terms: TermStore,
    private readonly closures: ClosureStore,
    private readonly workSignal: WorkSignal,
  ) {}

  async execute(tx: Transaction, closings: readonly Closing[], now: Instant): Promise<void> {
    const termIds = closings.map(({ termId }) => termId);
    tx.pipelineWithCommit([
      this.terms.insertStubs(tx, termIds),
      this.terms.lock(tx, termIds),
      this.closures.close(tx, closings, now),
      this.closures.settle(tx, termIds, false),
    ]);
    tx.afterCommit(this.workSignal.raise);
  }
}
