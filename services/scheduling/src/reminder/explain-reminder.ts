import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { ReminderId } from '@perennial/kernel/ids';
import { DomainError } from '@perennial/kernel/violation';
import { isIntact, type Decision } from '../decision/decision.js';
import { readLedger } from '../decision/decision.store.js';
import { lockAndReadTerms } from '../term/term.store.js';
import { findReminder } from './reminder-list.store.js';
import { SchedulingMetrics } from '../metrics.js';
import type { Reminder } from './reminder.js';

export interface Explanation {
  readonly reminder: Reminder;
  readonly decisions: readonly Decision[];
  readonly chainIntact: boolean;
}

/**
 * Why a reminder is as it is: its ledger rows, and whether the chain of the whole term verifies (invariant explained).
 */
@Injectable()
export class ExplainReminder {
  constructor(
    private readonly database: Database,
    private readonly metrics: SchedulingMetrics,
  ) {}

  /** Throws REMINDER_NOT_FOUND. */
  async execute(reminderId: ReminderId): Promise<Explanation> {
    return await this.database.transaction('scheduling.explain-reminder', async (tx) => {
      const reminder = await findReminder(tx, reminderId);
      if (!reminder) throw new DomainError('REMINDER_NOT_FOUND', 'there is no reminder of this id');
      // Under the term's lock, so that ledger and head are of one moment.
      const [[term], ledger] = await tx.pipeline([
        lockAndReadTerms(tx, [reminder.termId]),
        readLedger(tx, reminder.termId),
      ]);
      const chainIntact = term !== undefined && isIntact(ledger, { seq: term.decisionSeq, hash: term.decisionHash });
      if (!chainIntact) this.metrics.brokenChains.inc();
      const decisions = ledger.filter((decision) => decision.reminderId === reminder.reminderId);
      return { reminder, decisions, chainIntact };
    });
  }
}
