import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { clearReviews, restateReviews } from '@perennial/service/review/review.store';
import { WHATEVER_IS_DUE, type DueWork } from '@perennial/service/work/due-work';
import { faultOf } from './source-quality.js';
import { claimSource, measureSource, nextMeasuring, saveMeasured, setSourceAside } from './source-quality.store.js';

/** Measures how complete the records of a source system are, an hour after some of them changed (D-01, D-02). */
@Injectable()
export class MeasureSources implements DueWork {
  readonly name = 'measure-sources';

  constructor(private readonly database: Database) {}

  async run(now: Instant, { only, took } = WHATEVER_IS_DUE): Promise<number> {
    return await this.database.transaction('contracts.measure-source', async (tx) => {
      const system = await claimSource(tx, now, only);
      if (system === undefined) return 0;
      took([system]);
      const quality = await measureSource(tx, system);
      await saveMeasured(tx, quality);
      const subject = { kind: 'incomplete_source', subjectKind: 'source', subjectId: system } as const;
      const detail = faultOf(quality);
      if (detail === null) await clearReviews(tx, [subject], now);
      else await restateReviews(tx, [{ ...subject, detail }], now);
      return 1;
    });
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    return await nextMeasuring(sql);
  }

  async setAside(id: string, reason: string): Promise<void> {
    await setSourceAside(this.database, id, reason);
  }
}
