import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { ReminderId, TermId } from '@perennial/kernel/ids';
import { DomainError } from '@perennial/kernel/violation';
import { isIntact, type Decision } from '../decision/decision.js';
import { readLedger, type Ledger } from '../decision/decision.store.js';
import { findReminder, readRemindersOfTerm } from './reminder-list.store.js';
import { SchedulingMetrics } from '../metrics.js';
import type { Reminder } from './reminder.js';

export interface Explanation {
  readonly reminder: Reminder;
  readonly decisions: readonly Decision[];
  readonly chainIntact: boolean;
}

export interface TermExplanation extends Omit<Explanation, 'reminder'> {
  readonly termId: TermId;
  readonly reminders: readonly Reminder[];
}

/**
 * Why a reminder is as it is, and why a term has the reminders that it has or none: their ledger rows, and whether the
 * chain of the whole term verifies (invariant explained).
 */
@Injectable()
export class ExplainReminder {
  constructor(
    private readonly database: Database,
    private readonly metrics: SchedulingMetrics,
  ) {}

  /** Throws REMINDER_NOT_FOUND. */
  async execute(reminderId: ReminderId): Promise<Explanation> {
    const reminder = await findReminder(this.database, reminderId);
    if (!reminder) throw new DomainError('REMINDER_NOT_FOUND', 'there is no reminder of this id');
    const { decisions, chainIntact } = this.#verify(await readLedger(this.database, reminder.termId));
    return { reminder, decisions: decisions.filter((of) => of.reminderId === reminderId), chainIntact };
  }

  /** The decisions about the term itself. Throws TERM_NOT_FOUND. */
  async term(termId: TermId): Promise<TermExplanation> {
    const ledger = await readLedger(this.database, termId);
    if (!ledger) throw new DomainError('TERM_NOT_FOUND', 'there is no term of this id');
    const { decisions, chainIntact } = this.#verify(ledger);
    const reminders = await readRemindersOfTerm(this.database, termId);
    return { termId, reminders, decisions: decisions.filter((of) => of.reminderId === null), chainIntact };
  }

  #verify(ledger: Ledger | undefined): Pick<Explanation, 'decisions' | 'chainIntact'> {
    const chainIntact = ledger !== undefined && isIntact(ledger.decisions, ledger.head);
    if (!chainIntact) this.metrics.brokenChains.inc();
    return { decisions: ledger?.decisions ?? [], chainIntact };
  }
}
