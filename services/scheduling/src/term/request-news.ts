import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import { addMs, MINUTE, type Instant } from '@perennial/kernel/instant';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import type { DueWork } from '@perennial/service/work/due-work';
import { Counter, Registry } from 'prom-client';
import { ContractsClient } from '../peer/contracts.client.js';
import { requestNews, firstWait, type LongWait } from './term-wait.store.js';

/** How long news of a term that only delivery holds closed may take (protocol.md, States). */
const LONGEST_WAIT = 15 * MINUTE;
const TERMS = 50;

/**
 * Terms that delivery holds closed while no news of them has come: raises an alarm, and asks contracts to restate them.
 * They stay held until it comes, since what delivery knows may be a payment; the question is asked again as long as
 * nothing does.
 */
@Injectable()
export class RequestNews implements DueWork {
  readonly name = 'request-news';
  readonly #alarms: Counter;

  constructor(
    private readonly database: Database,
    private readonly contracts: ContractsClient,
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
    const waits = await this.database.transaction('scheduling.request-news', (tx) =>
      requestNews(tx, addMs(now, -LONGEST_WAIT), now, TERMS),
    );
    this.#alarms.inc(waits.filter(({ first }) => first).length);
    await Promise.all(waits.map((wait) => this.#ask(wait)));
    return waits.length;
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    const first = await firstWait(sql);
    return first === null ? null : addMs(first, LONGEST_WAIT);
  }

  async #ask({ termId, contractId }: LongWait): Promise<void> {
    this.logger.error({ termId }, 'delivery holds the term closed, and no news of it came: contracts is asked for it');
    try {
      await this.contracts.restate(contractId);
    } catch (error) {
      this.logger.warn({ err: error, termId, call: 'contracts.Restate' }, 'a peer did not answer');
    }
  }
}
