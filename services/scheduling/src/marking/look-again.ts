import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { WHATEVER_IS_DUE, type DueWork } from '@perennial/service/work/due-work';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { markDueLooks, nextLook } from '../term/term-look.store.js';

const TERMS = 500;

/**
 * Marks terms for planning at the instant that their plan named: by then silence has lasted long enough. Until they are
 * planned, nothing of them is released (claim.store.ts).
 */
@Injectable()
export class LookAgain implements DueWork {
  readonly name = 'look-again';

  constructor(
    private readonly database: Database,
    private readonly workSignal: WorkSignal,
  ) {}

  async run(now: Instant, { only, took } = WHATEVER_IS_DUE): Promise<number> {
    return await this.database.transaction('scheduling.look-again', async (tx) => {
      const termIds = await markDueLooks(tx, only, now, TERMS);
      took(termIds);
      if (termIds.length > 0) tx.afterCommit(this.workSignal.waking('plan-terms'));
      return termIds.length;
    });
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    return await nextLook(sql);
  }
}
