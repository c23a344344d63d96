import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { WHATEVER_IS_DUE, type DueWork } from '@perennial/service/work/due-work';
import { firstCrossed, readCrossed, setReversalAside } from './reversal.store.js';
import { ReversePayment } from './reverse-payment.js';

const BATCH = 50;

/** A reversal and its payment that were recorded at the same instant did not see each other: they meet here. */
@Injectable()
export class ApplyReversals implements DueWork {
  readonly name = 'apply-reversals';

  constructor(
    private readonly database: Database,
    private readonly reversePayment: ReversePayment,
  ) {}

  /** @returns how many met; each in a transaction of its own, since it happens hardly ever. */
  async run(_now: Instant, { only, took } = WHATEVER_IS_DUE): Promise<number> {
    const crossed = await readCrossed(this.database, only, BATCH);
    took(crossed.map(({ reversalId }) => reversalId));
    for (const reversal of crossed) await this.reversePayment.execute(reversal);
    return crossed.length;
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    return await firstCrossed(sql);
  }

  async setAside(id: string, reason: string): Promise<void> {
    await setReversalAside(this.database, id, reason);
  }
}
