import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { MeasureAccounts } from './measure-accounts.js';
import { monthOf, SpendBook } from './spend-book.js';
import { addSpent, spentIn } from './spend.store.js';

/** Processes learn of each other's spending this often. */
const EVERY_MS = 1_000;

/**
 * Keeps what providers cost: a cap holds over restarts and replicas. A process that is killed forgets the last second.
 * It is no due work: it goes by the wall clock, and a walk of the business clock need not wait for it.
 */
@Injectable()
export class KeepSpend implements OnModuleInit, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #storing: Promise<void> | undefined;

  constructor(
    readonly book: SpendBook,
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly metrics: MeasureAccounts,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    this.book.learn(await spentIn(this.database, monthOf(this.clock.now())));
    this.metrics.spent(this.book.totals());
    this.#timer = setInterval(() => {
      this.#storing ??= this.#store()
        .catch((error: unknown) => this.logger.error({ err: error }, 'what providers cost could not be stored'))
        .finally(() => (this.#storing = undefined));
    }, EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#storing;
    await this.#store();
  }

  async #store(): Promise<void> {
    const news = this.book.takeNews();
    if (news.length === 0) return;
    try {
      this.book.learn(await this.database.transaction('delivery.spend', async (tx) => await addSpent(tx, news)));
    } catch (error) {
      this.book.putBack(news);
      throw error;
    }
    this.metrics.spent(this.book.totals());
  }
}
