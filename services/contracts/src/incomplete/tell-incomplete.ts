import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { clearReviews, restateReviews } from '@perennial/service/review/review.store';
import { WHATEVER_IS_DUE, type DueWork } from '@perennial/service/work/due-work';
import { incompleteRecord, isTold, reviewOfIncomplete } from './incomplete-record.js';
import { claimIncomplete, markTold, nextIncomplete, setIncompleteAside } from './incomplete-record.store.js';

/** Records a transaction: each is marked and gets a review. */
const BATCH = 400;

/** Puts records on the list that still lack something an hour after that was found (D-02). */
@Injectable()
export class TellIncomplete implements DueWork {
  readonly name = 'tell-incomplete';

  constructor(private readonly database: Database) {}

  async run(now: Instant, { only, took } = WHATEVER_IS_DUE): Promise<number> {
    return await this.database.transaction('contracts.tell-incomplete', async (tx) => {
      const due = await claimIncomplete(tx, now, only, BATCH);
      if (due.length === 0) return 0;
      const ids = due.map(({ id }) => id);
      took(ids);
      const told = due.filter(isTold);
      await restateReviews(tx, told.map(reviewOfIncomplete), now);
      await clearReviews(
        tx,
        due.filter((record) => !told.includes(record)).map((record) => incompleteRecord(record)),
        now,
      );
      await markTold(tx, ids);
      return due.length;
    });
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    return await nextIncomplete(sql);
  }

  async setAside(id: string, reason: string): Promise<void> {
    await setIncompleteAside(this.database, id, reason);
  }
}
