import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { DomainError } from '@perennial/kernel/violation';
import { isIntact, type Decision } from '../decision/decision.js';
import { DecisionStore } from '../decision/decision.store.js';
import { TermStore } from '../term/term.store.js';
import { ReminderListStore } from './reminder-list.store.js';
import { ReminderMetrics } from './reminder-metrics.js';
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
    private readonly reminders: ReminderListStore,
    private readonly decisions: DecisionStore,
    private readonly terms: TermStore,
    private readonly metrics: ReminderMetrics,
  ) {}

  /** Throws REMINDER_NOT_FOUND. */
  async execute(reminderId: string): Promise<Explanation> {
    return await this.database.transaction('scheduling.explain-reminder', async (tx) => {
      const reminder = await this.reminders.one(tx, reminderId);
      if (!reminder) throw new DomainError('REMINDER_NOT_FOUND', 'there is no reminder of this id');
      // Under the term's lock, so that ledger and head are of one moment.
      const [term] = await this.terms.lockAndRead(tx, [reminder.termId]);
      const ledger = await this.decisions.ofTerm(tx, reminder.termId);
      const chainIntact = term !== undefined && isIntact(ledger, { seq: term.decisionSeq, hash: term.decisionHash });
      if (!chainIntact) this.metrics.brokenChains.inc();
      return {
        reminder,
        decisions: ledger.filter((decision) => decision.reminderId === reminder.reminderId),
        chainIntact,
      };
    });
  }
}
