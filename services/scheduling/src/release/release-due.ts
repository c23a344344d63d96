import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import type { Transaction } from '@perennial/database/sql';
import { Outbox } from '@perennial/events/outbox/outbox';
import { toId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { WHATEVER_IS_DUE, type DueWork } from '@perennial/service/work/due-work';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { appendDecisions } from '../decision/append-decisions.js';
import { endedEvents } from '../reminder/reminder-events.js';
import { SchedulingMetrics } from '../metrics.js';
import { onTermsAccount } from '../term/bad-term.js';
import { markTerms, setTermAside } from '../term/term-mark.store.js';
import { claimDue, type Claim } from './claim-due.js';
import { nextDue, writeRelease } from './claim.store.js';
import { dueEvents, releaseDecisions, withIds, type DueMessage } from './due-message.js';
import { release, type Release } from './release.js';
import { insertSends } from './send.store.js';

/** Releases what is due, a batch of recipients a transaction: claims, decides and writes. */
@Injectable()
export class ReleaseDue implements DueWork {
  readonly name = 'release-due';

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly metrics: SchedulingMetrics,
    private readonly workSignal: WorkSignal,
    @Inject(SERVICE_CONFIG) private readonly config: Pick<ServiceConfig, 'PERENNIAL_CLOCK'>,
  ) {}

  async run(now: Instant, batch = WHATEVER_IS_DUE): Promise<number> {
    const { handled, messages } = await this.database.transaction('scheduling.release-due', async (tx) => {
      const claim = await claimDue(tx, batch, now);
      const decided = decide(claim);
      const due = withIds(decided.messages);
      const count = due.flatMap(({ riders }) => riders).length + decided.held.length + decided.skipped.length;
      if (count > 0) this.#write(tx, claim, decided, due, now);
      return { handled: count, messages: due };
    });
    this.#measure(messages);
    return handled;
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    return await nextDue(sql);
  }

  /** Rows are set aside by term: what cannot be read or decided is a fact of the term or of a reminder of it. */
  async setAside(id: string, reason: string): Promise<void> {
    await setTermAside(this.database, toId(id), reason);
  }

  #write(tx: Transaction, { terms }: Claim, decided: Release, messages: readonly DueMessage[], now: Instant): void {
    const ended = decided.skipped.map(({ reminder, reason }) => ({
      ...reminder,
      endState: 'SKIPPED' as const,
      endReason: reason,
    }));
    // The planner says whether anything else is left of them, and otherwise has a person look at them.
    const unsentLast = decided.skipped.flatMap(({ reminder }) => (reminder.lastStep ? [reminder.termId] : []));
    tx.pipelineWithCommit([
      writeRelease(tx, messages, decided, now),
      insertSends(tx, messages, now),
      appendDecisions(tx, terms, releaseDecisions(decided, messages), now),
      markTerms(tx, unsentLast),
      this.outbox.append(tx, [...dueEvents(messages, now), ...endedEvents(ended, now)], now),
    ]);
    if (unsentLast.length > 0) tx.afterCommit(this.workSignal.waking('plan-terms'));
  }

  #measure(messages: readonly DueMessage[]): void {
    const riders = messages.flatMap((message) => message.riders);
    this.metrics.released.inc(riders.length);
    if (this.config.PERENNIAL_CLOCK !== 'system') return;
    const released = this.clock.now();
    for (const { dueAt } of riders) this.metrics.lateness.observe((released - dueAt) / 1_000);
  }
}

/** The release of every recipient of a batch. A decision that throws is the fault of a term of it. */
function decide({ inputs }: Claim): Release {
  const releases = inputs.map((input) => onTermsAccount(() => release(input)));
  return {
    messages: releases.flatMap(({ messages }) => messages),
    held: releases.flatMap(({ held }) => held),
    skipped: releases.flatMap(({ skipped }) => skipped),
  };
}
