import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import type { DueWork } from '@perennial/service/work/due-work';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { markTermPage } from '../term/term-mark.store.js';
import { claimMarking, hasMarking, moveMarking } from './marking.store.js';

const PAGE = 900;

/**
 * After a policy was saved, or an owner changed whom one addresses: marks the expiring terms for planning, a bounded
 * page at a time.
 */
@Injectable()
export class MarkTerms implements DueWork {
  readonly name = 'mark-terms';

  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly workSignal: WorkSignal,
  ) {}

  async run(_now: Instant): Promise<number> {
    return await this.database.transaction('scheduling.mark-terms', async (tx) => {
      const marking = await claimMarking(tx);
      if (!marking) return 0;
      const { last, count } = await markTermPage(tx, marking.markedTo, PAGE);
      await moveMarking(tx, { ...marking, markedTo: last ?? marking.markedTo }, count < PAGE);
      tx.afterCommit(this.workSignal.waking('plan-terms'));
      return count + 1;
    });
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    return (await hasMarking(sql)) ? this.clock.now() : null;
  }
}
