import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { instant, type Instant } from '@perennial/kernel/instant';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { monotonicNow } from '@perennial/service/clock/monotonic';
import type { DueWork } from '@perennial/service/work/due-work';
import { MeasureAccounts } from './measure-accounts.js';
import { monthOf, SpendBook } from './spend-book.js';
import { addSpent, spentIn } from './spend.store.js';

/** Processes learn of each other's spending this often. */
const EVERY_MS = 1_000;

/**
 * Keeps what providers cost: a cap holds over restarts and replicas. A process that is killed forgets the last second.
 */
@Injectable()
export class KeepSpend implements DueWork, OnModuleInit, OnApplicationShutdown {
  readonly name = 'keep-spend';
  #storedAt = -Infinity;

  constructor(
    readonly book: SpendBook,
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly metrics: MeasureAccounts,
  ) {}

  async onModuleInit(): Promise<void> {
    this.book.learn(await spentIn(this.database, monthOf(this.clock.now())));
    this.metrics.spent(this.book.totals());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#store();
  }

  async run(): Promise<number> {
    return monotonicNow() - this.#storedAt < EVERY_MS ? 0 : await this.#store();
  }

  async nextDue(): Promise<Instant | null> {
    return this.book.hasNews && monotonicNow() - this.#storedAt >= EVERY_MS ? instant(0) : null;
  }

  async #store(): Promise<number> {
    const news = this.book.takeNews();
    if (news.length === 0) return 0;
    this.#storedAt = monotonicNow();
    try {
      this.book.learn(await this.database.transaction('delivery.spend', async (tx) => await addSpent(tx, news)));
    } catch (error) {
      this.book.putBack(news);
      throw error;
    }
    this.metrics.spent(this.book.totals());
    return news.length;
  }
}
