import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import type { Instant } from '@perennial/kernel/instant';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { insertClosures, recomputeClosed } from './closure.store.js';
import type { Closure } from './term.js';
import { insertTermStubs, lockTerms } from './term.store.js';

/** Records closing causes, for terms not known yet as well; the planner then silences what is pending. */
@Injectable()
export class CloseTerms {
  constructor(private readonly workSignal: WorkSignal) {}

  async execute(tx: Transaction, closures: readonly Closure[], now: Instant): Promise<void> {
    const termIds = closures.map(({ termId }) => termId);
    tx.pipelineWithCommit([
      insertTermStubs(tx, termIds),
      lockTerms(tx, termIds),
      insertClosures(tx, closures, now),
      recomputeClosed(tx, termIds, false, now),
    ]);
    tx.afterCommit(this.workSignal.calling('plan-terms'));
  }
}
