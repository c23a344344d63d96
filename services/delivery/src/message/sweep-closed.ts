import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { TermId } from '@perennial/kernel/ids';
import { instant, type Instant } from '@perennial/kernel/instant';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import type { DueWork } from '@perennial/service/work/due-work';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { anySweep, claimSweeps, clearSweeps, termsToSweep } from '../guard/guard.store.js';
import { DeliveryMetrics } from '../metrics.js';
import { lookForTerms } from '../confirmation/confirmation.store.js';
import { cancelTasksOfTerms } from '../task/cancel-tasks.js';
import { lockDispatches, ridingOfTerms } from './dispatch.store.js';
import { dropDispatches } from './end-dispatches.js';
import type { MessageState } from './message.js';
import { ending, TERM_CLOSED } from './outcome.js';
import { runInHalves } from '@perennial/service/work/run-in-halves';

const TERMS = 100;
/** Each dispatch writes itself, its message, its outcome and the event: below 1,000 rows with the guards. */
const DISPATCHES = 200;
/** Tasks of the system about these terms; each writes itself and the event. */
const SYSTEM_TASKS = 50;

/**
 * Behind a raised fence: what waits in open messages, or for a person, is dropped and answered SUPPRESSED at once;
 * tasks that are about nothing else end.
 */
@Injectable()
export class SweepClosed implements DueWork {
  readonly name = 'sweep-closed';

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly metrics: DeliveryMetrics,
    private readonly workSignal: WorkSignal,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** A term that cannot be swept is left to the next attempt of its messages, which meets the guard. */
  async run(now: Instant): Promise<number> {
    const termIds = await termsToSweep(this.database, TERMS);
    const swept = await runInHalves(
      termIds,
      (some) => this.#sweep(some, now),
      async (termId, error) => {
        this.logger.error({ err: error, termId }, 'a closed term cannot be swept');
        await clearSweeps(this.database, [termId]);
      },
    );
    this.metrics.messagesEnded(swept.flatMap(({ states }) => states));
    return swept.reduce((sum, { handled }) => sum + handled, 0);
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    return (await anySweep(sql)) ? instant(0) : null;
  }

  async #sweep(termIds: readonly TermId[], now: Instant): Promise<{ handled: number; states: MessageState[] }> {
    return await this.database.transaction('delivery.sweep-closed', async (tx) => {
      const claimed = await claimSweeps(tx, termIds);
      const reminderIds = await ridingOfTerms(tx, claimed, DISPATCHES);
      const drops = (await lockDispatches(tx, reminderIds)).map((dispatch) => ending(dispatch, TERM_CLOSED));
      const states = await dropDispatches(tx, this.outbox, drops, now);
      // What a colleague can still confirm is cancelled at its provider first.
      if ((await lookForTerms(tx, claimed, now)) > 0) tx.afterCommit(this.workSignal.waking('follow-confirmations'));
      const tasks = await cancelTasksOfTerms(tx, this.outbox, claimed, SYSTEM_TASKS, now);
      // Whoever is being called now meets the guard at its next attempt, if there is one; a task that is being opened
      // is looked at once it is.
      if (reminderIds.length < DISPATCHES && tasks < SYSTEM_TASKS) await clearSweeps(tx, claimed);
      return { handled: claimed.length + drops.length + tasks, states };
    });
  }
}
