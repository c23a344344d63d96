import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import type { DueWork } from '@perennial/service/work/due-work';
import {
  confirmationsToLookAt,
  forgetConfirmations,
  lookLaterAt,
  nextConfirmationAt,
} from '../confirmation/confirmation.store.js';
import { TakeReports } from '../evidence/take-reports.js';
import { DeliveryMetrics } from '../metrics.js';
import { confirmedRiders } from './confirmed-rider.store.js';
import { LookAtConfirmations, type Settled } from './look-at-confirmations.js';
import { SettleConfirmations } from './settle-confirmations.js';

/** Messages of one round: each is a question to its provider, or a few. */
const AT_ONCE = 40;
const ENDED = 200;

/**
 * Follows messages that wait at their provider for a colleague (C-07): what became of them is asked for, the colleague
 * is reminded, and what may not be told any more, or what nobody confirmed in time, is cancelled there before the next
 * rung has its turn.
 */
@Injectable()
export class FollowConfirmations implements DueWork {
  readonly name = 'follow-confirmations';

  constructor(
    private readonly database: Database,
    private readonly look: LookAtConfirmations,
    private readonly settle: SettleConfirmations,
    private readonly reports: TakeReports,
    private readonly metrics: DeliveryMetrics,
  ) {}

  async run(now: Instant): Promise<number> {
    const forgotten = await forgetConfirmations(this.database, now, ENDED);
    const due = await confirmationsToLookAt(this.database, now, AT_ONCE);
    if (due.length === 0) return forgotten;
    const riders = await confirmedRiders(
      this.database,
      due.map(({ messageId }) => messageId),
    );
    const looked = await this.look.execute(
      due.map((one) => ({ ...one, riders: riders.filter(({ messageId }) => messageId === one.messageId) })),
      now,
    );
    const later = looked.flatMap((one) => one.later ?? []);
    await lookLaterAt(this.database, later);
    this.metrics.nudged(later.filter(({ nudged }) => nudged !== null).length);
    const settled = looked.flatMap((one) => one.settled ?? []);
    // First what is known of it, which is written once: the message is not asked about again once it has ended.
    for (const one of settled) await this.#report(one);
    await this.settle.execute(settled, now);
    return forgotten + due.length;
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    return await nextConfirmationAt(sql);
  }

  async #report({ state, sentAt, provider, channel, providerMessageId }: Settled): Promise<void> {
    if (state !== 'SENT' || channel === null) return;
    const report = { reportId: `sent ${providerMessageId}`, message: { providerMessageId }, detail: '' };
    await this.reports.execute({ name: provider.name, channel }, [
      { ...report, evidence: 'delivered', happenedAt: sentAt, closesAddress: false },
    ]);
  }
}
