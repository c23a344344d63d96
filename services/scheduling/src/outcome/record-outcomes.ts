import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import { Outbox } from '@perennial/events/outbox/outbox';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { DeliveryOutcome } from '@perennial/proto/gen/perennial/events/v1/deliveries';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { appendDecisions } from '../decision/append-decisions.js';
import type { TermDecision } from '../decision/decision.js';
import { findBounced } from '../evidence/evidence.store.js';
import { acceptSends, discountSends } from '../release/send.store.js';
import { endedEvents } from '../reminder/reminder-events.js';
import type { Reminder } from '../reminder/reminder.js';
import { markTerms } from '../term/term-mark.store.js';
import { awaitNews } from '../term/term-wait.store.js';
import { lockAndReadTerms } from '../term/term.store.js';
import { outcomeOf, type Outcome } from './outcome.js';
import { endReleased } from './outcome.store.js';

/** Takes delivery's outcomes: ends the reminders, dates the sends, and marks terms whose plan an outcome changes. */
@Injectable()
export class RecordOutcomes {
  constructor(
    private readonly outbox: Outbox,
    private readonly workSignal: WorkSignal,
  ) {}

  async execute(tx: Transaction, payloads: readonly DeliveryOutcome[], now: Instant): Promise<void> {
    const outcomes = payloads.map((payload) => outcomeOf(payload, now));
    const termIds = outcomes.map(({ termId }) => termId);
    const [terms, ended, bounced] = await tx.pipeline([
      lockAndReadTerms(tx, termIds),
      endReleased(tx, outcomes, now),
      findBounced(
        tx,
        outcomes.map(({ reminderId }) => reminderId),
      ),
    ]);
    if (ended.length === 0) return;
    // It may be known that a send did not arrive before it is known that it went.
    const marked = ended
      .filter((reminder) => changesPlan(reminder) || bounced.includes(reminder.reminderId))
      .map(({ termId }) => termId);
    const waiting = ended.filter(waitsForTerm).map(({ termId }) => termId);
    const events = ended.map((reminder) => ({ ...reminder, endState: reminder.state, endReason: reminder.reason }));
    tx.pipelineWithCommit([
      dateSends(tx, ended),
      appendDecisions(tx, terms, decisionsOf(ended, outcomes), now),
      markTerms(tx, marked),
      awaitNews(tx, waiting, now),
      this.outbox.append(tx, endedEvents(events, now), now),
    ]);
    if (marked.length > 0) tx.afterCommit(this.workSignal.calling('plan-terms'));
  }
}

/** A send counts from the acceptance of its message, and no longer when nothing of it was sent. */
async function dateSends(tx: Transaction, ended: readonly Reminder[]): Promise<void> {
  const ofMessage = ended.flatMap(({ messageId, sentAt }) => (messageId ? [{ messageId, at: sentAt }] : []));
  const accepted = ofMessage.flatMap(({ messageId, at }) => (at === null ? [] : [{ messageId, at }]));
  const unsent = ofMessage.filter(({ at }) => at === null).map(({ messageId }) => messageId);
  await tx.pipeline([acceptSends(tx, accepted), discountSends(tx, unsent)]);
}

function decisionsOf(ended: readonly Reminder[], outcomes: readonly Outcome[]): TermDecision[] {
  const byId = new Map(outcomes.map((outcome) => [outcome.reminderId, outcome]));
  return ended.flatMap((reminder) => {
    const outcome = byId.get(reminder.reminderId);
    return outcome ? [decisionOf(reminder, outcome)] : [];
  });
}

function decisionOf(
  { termId, reminderId, state, reason }: Reminder,
  { messageId, uncertain, acceptedAt, retry }: Outcome,
): TermDecision {
  return {
    termId,
    kind: state as Exclude<typeof state, 'PLANNED'>,
    reminderId,
    reason,
    facts: {
      message: messageId,
      uncertain,
      sentAt: acceptedAt === null ? null : formatInstant(acceptedAt),
      ...(retry === 'NEVER' ? {} : { retry }),
    },
  };
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
