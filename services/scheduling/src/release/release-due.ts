import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { toId, type TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { WHATEVER_IS_DUE, type Batch, type DueWork } from '@perennial/service/work/due-work';
import { ReminderMetrics } from '../reminder/reminder-metrics.js';
import { ClaimDue } from './claim-due.js';
import type { DueMessage } from './due-message.js';

/** Releases what is due, a batch of recipients a transaction. */
@Injectable()
export class ReleaseDue implements DueWork {
  readonly name = 'release-due';

  constructor(
    private readonly database: Database,
    private readonly claim: ClaimDue,
    private readonly clock: BusinessClock,
    private readonly metrics: ReminderMetrics,
    @Inject(SERVICE_CONFIG) private readonly config: Pick<ServiceConfig, 'PERENNIAL_CLOCK'>,
  ) {}

  async run(now: Instant, batch: Batch = WHATEVER_IS_DUE): Promise<number> {
    const { handled, messages } = await this.database.transaction('scheduling.release-due', (tx) =>
      this.claim.execute(tx, now, batch),
    );
    this.#measure(messages);
    return handled;
  }

  async nextDue(): Promise<Instant | null> {
    return await this.claim.nextDue(this.database);
  }

  /** Rows are set aside by term: what cannot be read or decided is a fact of the term or of a reminder of it. */
  async setAside(termId: string, reason: string): Promise<void> {
    await this.claim.setAside(this.database, toId<TermId>(termId), reason);
  }

  #measure(messages: readonly DueMessage[]): void {
    const riders = messages.flatMap((message) => message.riders);
    this.metrics.released.inc(riders.length);
    if (this.config.PERENNIAL_CLOCK !== 'system') return;
    const released = this.clock.now();
    for (const { dueAt } of riders) this.metrics.lateness.observe((released - dueAt) / 1_000);
  }
}
