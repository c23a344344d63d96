import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import type { Instant } from '@perennial/kernel/instant';
import { DeliveryMetrics } from '../metrics.js';
import type { TimedClosure, Closure } from './closure.js';
import { insertClosures, lockGuards, alignGuards, type ClosedGuard } from './guard.store.js';

/** Raises the fence: once its transaction is committed, no provider call starts for these terms. */
@Injectable()
export class RaiseFence {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly workSignal: WorkSignal,
    private readonly metrics: DeliveryMetrics,
  ) {}

  /** In the transaction of a wave of the closing lane. */
  async within(tx: Transaction, closures: readonly TimedClosure[], now: Instant): Promise<void> {
    const times = new Map(closures.map((closure) => [closure.termId, closure.eventTime]));
    let closed: readonly ClosedGuard[] = [];
    tx.pipelineWithCommit([this.#raise(tx, closures, now).then((guards) => (closed = guards))]);
    tx.afterCommit(() => {
      for (const { termId, closedAt } of closed) this.metrics.fenced(closedAt - (times.get(termId) ?? closedAt));
    });
  }

  /** For what the last look at payments found closed. */
  async afterLook(closures: readonly Closure[]): Promise<void> {
    await this.database.transaction('delivery.look-fence', async (tx) =>
      tx.pipelineWithCommit([this.#raise(tx, closures, this.clock.now())]),
    );
  }

  async #raise(tx: Transaction, closures: readonly Closure[], now: Instant): Promise<ClosedGuard[]> {
    const termIds = [...new Set(closures.map((closure) => closure.termId))];
    tx.afterCommit(this.workSignal.calling('sweep-closed'));
    const [, , closed] = await tx.pipeline([
      lockGuards(tx, termIds),
      insertClosures(tx, closures),
      alignGuards(tx, termIds, now),
    ]);
    return closed;
  }
}
