import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { Instant } from '@perennial/kernel/instant';
import { holdTerms } from '../guard/hold-terms.js';
import { DeliveryMetrics } from '../metrics.js';
import { closeAddresses, lockLeaving } from './close-addresses.js';
import { openContactTasks, type ContactNeed } from '../task/open-contact-tasks.js';
import { insertEvidence } from './evidence.store.js';
import { evidenceEvent } from './evidence-event.js';
import { reportKey, type NewEvidence } from './evidence.js';

/**
 * Writes evidence of known messages, each piece once, with what follows from it: the event that tells it, an address
 * that is closed, somebody who is to speak with the customer (D-05). Archived messages come back first.
 */
@Injectable()
export class RecordEvidence {
  constructor(
    private readonly outbox: Outbox,
    private readonly metrics: DeliveryMetrics,
  ) {}

  /** Addresses before guards before rows (protocol.md, Claim and locks). @returns what is new. */
  async within(tx: Transaction, list: readonly NewEvidence[], now: Instant): Promise<NewEvidence[]> {
    if (list.length === 0) return [];
    await lockLeaving(tx, list);
    const terms = new Set(list.flatMap(({ message }) => message.riders.map(({ termId }) => termId)));
    await holdTerms(tx, [...terms], now);
    // Within one batch, too, a report may stand twice: the first one is kept.
    const seen = new Set<string>();
    const once = list.filter((one) => !seen.has(reportKey(one)) && seen.add(reportKey(one)));
    const written = await insertEvidence(tx, once, now);
    const fresh = once.filter((one) => written.has(reportKey(one)));
    const { events, dead } = await closeAddresses(tx, fresh, now);
    const needs = dead.map((messageId) => ({ messageId, reason: 'BOUNCED' as const }));
    await openContactTasks(tx, this.outbox, [...needs, ...fresh.flatMap(needOf)], now);
    await this.outbox.append(tx, [...fresh.map((one) => evidenceEvent(one, now)), ...events], now);
    tx.afterCommit(() => this.metrics.evidenceHeard(fresh));
    return fresh;
  }
}

/** What an addressee answers is for a person where no plan can do it. */
function needOf({ message: { messageId }, answer }: NewEvidence): ContactNeed[] {
  if (answer !== 'CALL_ME' && answer !== 'NOT_RENEWING' && answer !== 'WRONG_CONTACT') return [];
  return [{ messageId, reason: answer }];
}
