import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { toId, type HoldId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { WHATEVER_IS_DUE, type DueWork } from '@perennial/service/work/due-work';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { endedHold } from './hold.js';
import { findHolds, holdsToEnd, nextHoldEnd, setHoldAside } from './hold.store.js';
import { lockCovered, publishHolds } from './publish-holds.js';

/** Holds a transaction: each writes itself, what it is on, and an event. */
const BATCH = 50;

/** Ends holds at the end of their last day. */
@Injectable()
export class EndHolds implements DueWork {
  readonly name = 'end-holds';

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly workSignal: WorkSignal,
  ) {}

  /** What a hold is on is locked before the hold is read again, as everywhere: another process may have ended it. */
  async run(now: Instant, { only, took } = WHATEVER_IS_DUE): Promise<number> {
    return await this.database.transaction('contracts.end-holds', async (tx) => {
      const due = await holdsToEnd(tx, now, only, BATCH);
      took(due.map(({ id }) => id));
      if (due.length === 0) return 0;
      const covered = await lockCovered(tx, due, now);
      const again = await findHolds(
        tx,
        due.map(({ id }) => id),
      );
      const ended = again
        .filter(({ endedAt, endsAt }) => endedAt === null && endsAt <= now)
        .map((hold) => endedHold(hold, hold.endsAt));
      await publishHolds(tx, this.outbox, ended, covered, now);
      tx.afterCommit(this.workSignal.waking('advance-terms'));
      return due.length;
    });
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    return await nextHoldEnd(sql);
  }

  async setAside(id: string, reason: string): Promise<void> {
    await setHoldAside(this.database, toId<HoldId>(id), reason);
  }
}
