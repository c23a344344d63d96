import type { Database } from '@perennial/database/database';
import { ensurePartitions } from '@perennial/database/partitions';
import { DAY, type Instant } from '@perennial/kernel/instant';

/** Creates the daily inbox partitions that a batch needs, before its wave; known days cost nothing. */
export class InboxPartitions {
  readonly #known = new Set<number>();

  constructor(private readonly database: Database) {}

  async ensure(times: readonly Instant[]): Promise<void> {
    const days = new Set(times.map((time) => Math.floor(time / DAY)));
    for (const day of days) {
      if (this.#known.has(day)) continue;
      await ensurePartitions(this.database, 'inbox', { now: day * DAY, everyDays: 1, aheadDays: 1 });
      this.#known.add(day);
    }
  }

  /** Housekeeping of any process drops the partitions of old days: which there are is asked anew. */
  forget(): void {
    this.#known.clear();
  }
}
