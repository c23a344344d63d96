import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import { toId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WHATEVER_IS_DUE, type DueWork } from '@perennial/service/work/due-work';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { restoreTerms } from '../archive/restore-terms.js';
import type { Term } from '../term/term.js';
import { onTermsAccount } from '../term/bad-term.js';
import { setTermAside } from '../term/term-mark.store.js';
import { claimMarkedTerms, hasMarkedTerms } from '../term/term.store.js';
import { LoadPlanInputs } from './load-plan-inputs.js';
import { planTerm, rowsOf, type TermPlan } from './term-plan.js';
import { WritePlans } from './write-plans.js';

/** Terms a transaction takes at most; it keeps fewer when their plans would write more than ROWS. */
const TERMS = 60;
const ROWS = 1_000;
/** Archived terms among them: all that the archive holds of one comes back and is written before it is planned. */
const RESTORED = 5;

/**
 * The planner: claims marked terms, plans or silences each under its lock, and clears the mark (protocol.md, Inbox and
 * batches).
 */
@Injectable()
export class PlanTerms implements DueWork {
  readonly name = 'plan-terms';

  constructor(
    private readonly database: Database,
    private readonly inputs: LoadPlanInputs,
    private readonly plans: WritePlans,
    private readonly clock: BusinessClock,
    private readonly workSignal: WorkSignal,
  ) {}

  async run(now: Instant, { only, took } = WHATEVER_IS_DUE): Promise<number> {
    const written = await this.database.transaction('scheduling.plan-terms', async (tx) => {
      const terms = fewArchived(await claimMarkedTerms(tx, only, TERMS));
      took(terms.map(({ termId }) => termId));
      if (terms.length === 0) return [];
      await restoreTerms(
        tx,
        terms.filter(({ archived }) => archived).map(({ termId }) => termId),
        now,
      );
      const inputs = await this.inputs.execute(tx, terms);
      const plans = upToRows(inputs.map((input) => onTermsAccount(() => planTerm(input, now))));
      this.plans.execute(tx, plans, now);
      tx.afterCommit(this.workSignal.waking('release-due'));
      return plans;
    });
    this.plans.count(written);
    return written.length;
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    return (await hasMarkedTerms(sql)) ? this.clock.now() : null;
  }

  async setAside(id: string, reason: string): Promise<void> {
    await setTermAside(this.database, toId(id), reason);
  }
}

/** The terms without those archived ones that are too many for one transaction; they stay marked. */
function fewArchived(terms: readonly Term[]): Term[] {
  let archived = 0;
  return terms.filter((term) => !term.archived || (archived += 1) <= RESTORED);
}

/** The leading plans that together write at most ROWS rows; always one. The others stay marked for the next round. */
function upToRows(plans: readonly TermPlan[]): TermPlan[] {
  let rows = 0;
  return plans.filter((plan, i) => (rows += rowsOf(plan)) <= ROWS || i === 0);
}
