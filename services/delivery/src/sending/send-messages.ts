import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import type { DueWork } from '@perennial/service/work/due-work';
import type { OpenMessage } from '../message/message.js';
import { DeliveryMetrics } from '../metrics.js';
import { EMAIL_PROVIDER, type EmailProvider } from '../provider/provider.js';
import { BeginAttempts } from './begin-attempts.js';
import { dueMessages, nextAttemptAt, postponeMessages } from './candidate.store.js';
import { PrepareRound } from './prepare-round.js';
import { RunCalls } from './run-calls.js';
import { MAX_ROWS } from './sender.js';

const MOST_MESSAGES = 300;

/** The sending loop: one round takes what can start now, looks, decides, writes attempts and starts their calls. */
@Injectable()
export class SendMessages implements DueWork {
  readonly name = 'send-messages';

  constructor(
    private readonly database: Database,
    private readonly rounds: PrepareRound,
    private readonly attempts: BeginAttempts,
    private readonly calls: RunCalls,
    private readonly metrics: DeliveryMetrics,
    @Inject(EMAIL_PROVIDER) private readonly provider: EmailProvider,
  ) {}

  async run(now: Instant): Promise<number> {
    const capacity = Math.min(this.provider.capacity(), MOST_MESSAGES);
    if (capacity === 0) return 0;
    const due = withinRows(await dueMessages(this.database, now, capacity));
    if (due.length === 0) return 0;
    const { calls, ends, waits, accepted } = await this.rounds.execute(due, now);
    if (waits.length > 0) await postponeMessages(this.database, waits);
    for (const { reason } of waits) this.metrics.waited(reason);
    if (calls.length + ends.length === 0) return waits.length + accepted;
    const begun = await this.attempts.execute({ calls, ends }, this.provider.name, now);
    this.calls.start(begun.calls);
    this.metrics.messagesEnded(begun.ended);
    return begun.handled + waits.length + accepted;
  }

  async nextDue(): Promise<Instant | null> {
    return await nextAttemptAt(this.database);
  }
}

/** As many messages as fit into one transaction even if each rider ends: itself, its message, its outcome. */
function withinRows(messages: readonly OpenMessage[]): OpenMessage[] {
  let rows = 0;
  return messages.filter(({ riders }, index) => (rows += 1 + 2 * riders.length) <= MAX_ROWS || index === 0);
}
