import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { HoldId } from '@perennial/kernel/ids';
import { DomainError } from '@perennial/kernel/violation';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { endedHold, type Hold } from './hold.js';
import { findHolds } from './hold.store.js';
import { lockCovered, publishHolds } from './publish-holds.js';

/** A person ends a hold before its last day has passed. */
@Injectable()
export class EndHold {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly workSignal: WorkSignal,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** A repeat answers the hold as it ended first. @throws DomainError HOLD_NOT_FOUND */
  async execute(id: HoldId, reason: string): Promise<Hold> {
    return await this.database.transaction('contracts.end-hold', async (tx) => {
      const now = this.clock.now();
      const [known] = await findHolds(tx, [id]);
      if (!known) throw new DomainError('HOLD_NOT_FOUND', `no hold has the id ${id}`);
      const covered = await lockCovered(tx, [known], now);
      const [hold = known] = await findHolds(tx, [id]);
      if (hold.endedAt !== null) return hold;
      const ended = endedHold(hold, now);
      await publishHolds(tx, this.outbox, [ended], covered, now);
      tx.afterCommit(this.workSignal.waking('advance-terms'));
      tx.afterCommit(() => this.logger.info({ holdId: id, reason }, 'a hold was ended by hand'));
      return ended;
    });
  }
}
