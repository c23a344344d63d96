import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { Instant } from '@perennial/kernel/instant';
import { DecisionStore } from '../decision/decision.store.js';
import { TermStore } from '../term/term.store.js';
import { noteReviews } from '../review/review.store.js';
import { endedEvents, plannedEvents, withdrawnEvents } from './reminder-events.js';
import { ReminderMetrics } from './reminder-metrics.js';
import { ReminderStore } from './reminder.store.js';
import type { TermPlan } from './term-plan.js';

/** Writes the plans of locked terms: rows, ledger, marks, then events. */
@Injectable()
export class WritePlans {
  constructor(
    private readonly reminders: ReminderStore,
    private readonly decisions: DecisionStore,
    private readonly terms: TermStore,
    private readonly outbox: Outbox,
    private readonly metrics: ReminderMetrics,
  ) {}

  async execute(tx: Transaction, plans: readonly TermPlan[], now: Instant): Promise<void> {
    const insert = plans.flatMap(({ plan }) => plan.insert);
    const withdraw = plans.flatMap(({ plan }) => plan.withdraw);
    const ended = plans
      .flatMap(({ plan }) => plan.end)
      .map(({ reminder, state, reason }) => ({ ...reminder, endState: state, endReason: reason }));
    tx.pipelineWithCommit([
      this.reminders.insert(tx, insert, now),
      this.reminders.move(
        tx,
        plans.flatMap(({ plan }) => plan.move),
      ),
      this.reminders.end(
        tx,
        ended.map(({ reminderId, endState, endReason }) => ({ reminderId, state: endState, reason: endReason })),
        now,
      ),
      this.reminders.withdraw(
        tx,
        withdraw.map(({ reminder }) => reminder.reminderId),
        now,
      ),
      this.decisions.append(
        tx,
        plans.flatMap(({ decisions }) => decisions),
      ),
      noteReviews(
        tx,
        plans.flatMap(({ term: { termId }, plan }) =>
          plan.review.map(({ step, reason }) => ({ termId, subject: step, reason })),
        ),
        now,
      ),
      this.terms.finishPlanning(
        tx,
        plans.map(({ term, head, planHash }) => ({ termId: term.termId, ...head, planHash })),
      ),
      this.outbox.append(tx, [...plannedEvents(insert), ...endedEvents(ended, now), ...withdrawnEvents(withdraw)], now),
    ]);
  }

  /** Called after the commit. */
  count(plans: readonly TermPlan[]): void {
    const sum = (of: (plan: TermPlan['plan']) => number): number =>
      plans.reduce((total, { plan }) => total + of(plan), 0);
    this.metrics.planned.inc(sum(({ insert }) => insert.length));
    this.metrics.suppressed.inc(sum(({ end }) => end.filter(({ state }) => state === 'SUPPRESSED').length));
    this.metrics.failedPolicies.inc(plans.reduce((total, { failed }) => total + failed.length, 0));
    this.metrics.reviews.inc(sum(({ review }) => review.length));
    this.metrics.unreachable.inc(sum(({ idle }) => (idle === 'NO_CONTACT' ? 1 : 0)));
  }
}
