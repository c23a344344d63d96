import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { Instant } from '@perennial/kernel/instant';
import { holdTerms } from '../guard/hold-terms.js';
import { DeliveryMetrics } from '../metrics.js';
import { closeAddresses, lockLeaving } from './close-addresses.js';
import { openContactTasks, type ContactNeed } from '../task/open-contact-tasks.js';
import type { CallReport } from '../sending/call-report.js';
import { ResolveReported } from '../sending/resolve-reported.js';
import { lockUnanswered } from '../sending/unanswered-call.store.js';
import { bouncedRiders } from './evidenced-message.store.js';
import { insertEvidence } from './evidence.store.js';
import { evidenceEvent } from './evidence-event.js';
import { bouncedKey, reportKey, type NewEvidence } from './evidence.js';

/**
 * Writes evidence of known messages, each piece once, with what follows from it: the event that tells it, an address
 * that is closed, somebody who is to speak with the customer (D-05). Archived messages come back first.
 */
@Injectable()
export class RecordEvidence {
  constructor(
    private readonly outbox: Outbox,
    private readonly resolve: ResolveReported,
    private readonly metrics: DeliveryMetrics,
  ) {}

  /** Addresses before guards before rows (protocol.md, Claim and locks). @returns what is new. */
  async within(tx: Transaction, list: readonly NewEvidence[], now: Instant): Promise<NewEvidence[]> {
    if (list.length === 0) return [];
    await lockLeaving(tx, list);
    const terms = new Set(list.flatMap(({ message }) => message.riders.map(({ termId }) => termId)));
    await holdTerms(tx, [...terms], now);
    // Within one batch, too, a report may stand twice: the first one is kept.
    await lockUnanswered(tx, [...new Set(list.map(({ message }) => message.messageId))]);
    const seen = new Set<string>();
    const once = list.filter((one) => !seen.has(reportKey(one)) && seen.add(reportKey(one)));
    const written = await insertEvidence(tx, once, now);
    const fresh = once.filter((one) => written.has(reportKey(one)));
    const { events, dead } = await closeAddresses(tx, fresh, now);
    const resolved = await this.resolve.within(tx, fresh.flatMap(callReport), now);
    const bounced = await bouncedRiders(
      tx,
      fresh.filter(({ kind }) => kind === 'BOUNCED'),
    );
    const needs = dead.map((messageId) => ({ messageId, reason: 'BOUNCED' as const }));
    await openContactTasks(tx, this.outbox, [...needs, ...fresh.flatMap(needOf)], now);
    const told = fresh.map((one) => {
      if (one.kind !== 'BOUNCED') return one;
      // What is resolved goes on, or is told with its end.
      const { messageId } = one.message;
      const riders = resolved.messageIds.has(messageId) ? [] : (bounced.get(bouncedKey(one.provider, messageId)) ?? []);
      return { ...one, message: { ...one.message, riders } };
    });
    await this.outbox.append(tx, [...resolved.events, ...told.map((one) => evidenceEvent(one, now)), ...events], now);
    tx.afterCommit(() => this.metrics.evidenceHeard(fresh));
    return fresh;
  }
}

/**
 * What a report says of a call that nobody answered. A complaint says nothing: some providers keep messages from who
 * complained before, and report that as one.
 */
function callReport({ message: { messageId }, key, kind, detail, closesAddress }: NewEvidence): CallReport[] {
  if (kind === 'COMPLAINED' || kind === 'WAITING_FOR_STAFF') return [];
  return [{ messageId, key, arrived: kind !== 'BOUNCED', detail, dead: kind === 'BOUNCED' && closesAddress }];
}

/** What an addressee answers is for a person where no plan can do it. */
function needOf({ message: { messageId }, answer }: NewEvidence): ContactNeed[] {
  if (answer !== 'CALL_ME' && answer !== 'NOT_RENEWING' && answer !== 'WRONG_CONTACT') return [];
  return [{ messageId, reason: answer }];
}
