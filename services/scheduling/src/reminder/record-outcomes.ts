import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { DeliveryOutcome } from '@perennial/proto/gen/perennial/events/v1/deliveries';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { AppendDecisions } from '../decision/append-decisions.js';
import { SendStore } from '../release/send.store.js';
import { TermStore } from '../term/term.store.js';
import { outcomeOf, type Outcome } from './outcome.js';
import { OutcomeStore } from './outcome.store.js';
import { endedEvents } from './reminder-events.js';
import type { Reminder } from './reminder.js';

/** Takes delivery's outcomes: ends the reminders, dates the sends, and marks terms whose plan an outcome changes. */
@Injectable()
export class RecordOutcomes {
  constructor(
    private readonly terms: TermStore,
    private readonly outcomes: OutcomeStore,
    private readonly sends: SendStore,
    private readonly decisions: AppendDecisions,
    private readonly outbox: Outbox,
    private readonly workSignal: WorkSignal,
  ) {}

  async execute(tx: Transaction, payloads: readonly DeliveryOutcome[], now: Instant): Promise<void> {
    const outcomes = payloads.map((payload) => outcomeOf(payload, now));
    const [terms, ended] = await tx.pipeline([
      this.terms.lockAndRead(
        tx,
        outcomes.map(({ termId }) => termId),
      ),
      this.outcomes.end(tx, outcomes, now),
    ]);
    if (ended.length === 0) return;
    const byId = new Map(outcomes.map((outcome) => [outcome.reminderId, outcome]));
    const events = endedEvents(
      ended.map((reminder) => ({ ...reminder, endState: reminder.state, endReason: reminder.reason })),
      now,
    );
    const marked = ended.filter(changesPlan).map(({ termId }) => termId);
    tx.pipelineWithCommit([
      this.#dateSends(tx, ended),
      this.decisions.execute(
        tx,
        terms,
        ended.flatMap((reminder) => draftOf(reminder, byId.get(reminder.reminderId))),
        now,
      ),
      this.terms.mark(tx, marked),
      this.terms.awaitNews(
        tx,
        ended.filter(waitsForTerm).map(({ termId }) => termId),
        now,
      ),
      this.outbox.append(tx, events, now),
    ]);
    if (marked.length > 0) tx.afterCommit(this.workSignal.raise);
  }

  async #dateSends(tx: Transaction, ended: readonly Reminder[]): Promise<void> {
    const ofMessage = ended.flatMap(({ messageId, sentAt }) => (messageId ? [{ messageId, at: sentAt }] : []));
    await tx.pipeline([
      this.sends.accept(
        tx,
        ofMessage.flatMap(({ messageId, at }) => (at === null ? [] : [{ messageId, at }])),
      ),
      this.sends.settle(
        tx,
        ofMessage.filter(({ at }) => at === null).map(({ messageId }) => messageId),
      ),
    ]);
  }
}

function draftOf(reminder: Reminder, outcome: Outcome | undefined) {
  if (!outcome) return [];
  const facts = {
    message: outcome.messageId,
    uncertain: outcome.uncertain,
    sentAt: outcome.acceptedAt === null ? null : formatInstant(outcome.acceptedAt),
    ...(outcome.retry === 'NEVER' ? {} : { retry: outcome.retry }),
  };
  return [
    {
      termId: reminder.termId,
      kind: reminder.state as Exclude<typeof reminder.state, 'PLANNED'>,
      reminderId: reminder.reminderId,
      reason: reminder.reason,
      facts,
    },
  ];
}

/**
 * While a reminder is under way its step counts as sent; another outcome, or one of a reminder recalled, opens the
 * question again.
 */
function changesPlan({ state, withdrawnAt }: Reminder): boolean {
  return state !== 'SENT' || withdrawnAt !== null;
}

/** A reminder recalled in the meantime needs no news: what recalled it was the news. */
function waitsForTerm({ retry, withdrawnAt }: Reminder): boolean {
  return retry === 'WAIT_FOR_TERM' && withdrawnAt === null;
}
