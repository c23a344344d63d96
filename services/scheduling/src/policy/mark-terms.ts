import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import type { DueWork } from '@perennial/service/work/due-work';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { TermStore } from '../term/term.store.js';
import { PolicyStore } from './policy.store.js';

const PAGE = 900;

/** After a policy was saved: marks the expiring terms for planning, a bounded page at a time. */
@Injectable()
export class MarkTerms implements DueWork {
  readonly name = 'mark-terms';

  constructor(
    private readonly database: Database,
    private readonly policies: PolicyStore,
    private readonly terms: TermStore,
    private readonly clock: BusinessClock,
    private readonly workSignal: WorkSignal,
  ) {}

  async run(_now: Instant): Promise<number> {
    return await this.database.transaction('scheduling.mark-terms', async (tx) => {
      const policy = await this.policies.claimUnmarked(tx);
      if (!policy) return 0;
      const { last, count } = await this.terms.markPage(tx, policy.markedTo, PAGE);
      await this.policies.moveMark(tx, policy.name, policy.version, last ?? policy.markedTo, count < PAGE);
      tx.afterCommit(this.workSignal.raise);
      return count + 1;
    });
  }

  async nextDue(): Promise<Instant | null> {
    return (await this.policies.hasUnmarked(this.database)) ? this.clock.now() : null;
  }
}
