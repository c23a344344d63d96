import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { NewEvent } from '@perennial/events/event';
import type { Instant } from '@perennial/kernel/instant';
import { noteReviews } from '@perennial/service/review/review.store';
import { PolicyFaults } from '../policy/policy-faults.js';
import { insertDecisions } from '../decision/decision.store.js';
import { reviewOf } from '../review/plan-review.js';
import { clearPlanReviews } from '../review/plan-review.store.js';
import { finishPlanning } from '../term/term.store.js';
import type { Inserted } from './plan.js';
import { endedEvents, plannedEvents, withdrawnEvents } from '../reminder/reminder-events.js';
import { SchedulingMetrics } from '../metrics.js';
import { endReminders, insertReminders, moveReminders, withdrawReminders } from '../reminder/reminder.store.js';
import type { TermPlan } from './term-plan.js';

/** Writes the plans of locked terms: rows, ledger, marks, then events. */
@Injectable()
export class WritePlans {
  constructor(
    private readonly outbox: Outbox,
    private readonly metrics: SchedulingMetrics,
    private readonly faults: PolicyFaults,
  ) {}

  execute(tx: Transaction, plans: readonly TermPlan[], now: Instant): void {
    const insert = plans.flatMap(({ plan }) => plan.insert);
    const move = plans.flatMap(({ plan }) => plan.move);
    const end = plans.flatMap(({ plan }) => plan.end).map(({ reminder, ...end }) => ({ ...reminder, ...end }));
    const withdraw = plans.flatMap(({ plan }) => plan.withdraw).map(({ reminder }) => reminder.reminderId);
    const reviews = plans.flatMap(({ term, plan }) => plan.review.map((review) => reviewOf(term, review)));
    const termIds = plans.map(({ term }) => term.termId);
    tx.pipelineWithCommit([
      insertReminders(tx, insert, now),
      moveReminders(tx, move),
      endReminders(tx, end, now),
      withdrawReminders(tx, withdraw, now),
      insertDecisions(
        tx,
        plans.flatMap(({ decisions }) => decisions),
      ),
      noteReviews(tx, reviews, now),
      clearPlanReviews(tx, termIds, reviews, now),
      finishPlanning(
        tx,
        plans.map(({ term, head, planHash, plan: { lookAt, listens } }) => ({
          ...term,
          ...head,
          planHash,
          lookAt,
          listens,
        })),
      ),
      this.outbox.append(tx, eventsOf(plans, insert, now), now),
    ]);
  }

  /** Called after the commit. */
  count(plans: readonly TermPlan[]): void {
    const sum = (of: (plan: TermPlan['plan']) => number): number =>
      plans.reduce((total, { plan }) => total + of(plan), 0);
    this.metrics.planned.inc(sum(({ insert }) => insert.length));
    this.metrics.suppressed.inc(sum(({ end }) => end.filter(({ state }) => state === 'SUPPRESSED').length));
    for (const { failed } of plans) this.faults.failed(failed);
    this.metrics.failedPolicies.inc(plans.reduce((total, { failed }) => total + failed.length, 0));
    this.metrics.reviews.inc(sum(({ review }) => review.length));
    this.metrics.unreachable.inc(sum(({ idle }) => (idle === 'NO_CONTACT' ? 1 : 0)));
  }
}

function eventsOf(plans: readonly TermPlan[], insert: readonly Inserted[], now: Instant): NewEvent[] {
  const ended = plans
    .flatMap(({ plan }) => plan.end)
    .map(({ reminder, state, reason }) => ({ ...reminder, endState: state, endReason: reason }));
  const withdrawn = plans.flatMap(({ plan }) => plan.withdraw);
  return [...plannedEvents(insert), ...endedEvents(ended, now), ...withdrawnEvents(withdrawn)];
}
