import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { addMs, MINUTE, type Instant } from '@perennial/kernel/instant';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import type { DueWork } from '@perennial/service/work/due-work';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { Counter, Registry } from 'prom-client';
import { endWaits, firstWait } from './term-wait.store.js';

/** How long news of a term that only delivery holds closed may take (protocol.md, States). */
const LONGEST_WAIT = 15 * MINUTE;
const TERMS = 500;

/**
 * Raises an alarm for terms that delivery holds closed while no news of them has come, and has them planned again: the
 * fence may have been lowered meanwhile. Tries that come back for their term are limited, so that this ends.
 */
@Injectable()
export class EndWaits implements DueWork {
  readonly name = 'end-waits';
  readonly #alarms: Counter;

  constructor(
    private readonly database: Database,
    private readonly workSignal: WorkSignal,
    @Inject(LOGGER) private readonly logger: Logger,
    registry: Registry,
  ) {
    this.#alarms = new Counter({
      name: 'perennial_terms_closed_in_delivery_only_total',
      help: 'terms that delivery held closed for 15 minutes without news of it here',
      registers: [registry],
    });
  }

  async run(now: Instant): Promise<number> {
    const terms = await this.database.transaction('scheduling.end-waits', async (tx) => {
      tx.afterCommit(this.workSignal.waking('plan-terms'));
      return await endWaits(tx, addMs(now, -LONGEST_WAIT), TERMS);
    });
    this.#alarms.inc(terms.length);
    for (const termId of terms)
      this.logger.error(
        { termId },
        'delivery holds the term closed, and no news of it came: restate it from contracts',
      );
    return terms.length;
  }

  async nextDue(): Promise<Instant | null> {
    const first = await firstWait(this.database);
    return first === null ? null : addMs(first, LONGEST_WAIT);
  }
}
