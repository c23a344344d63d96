import type { NewReview } from '@perennial/kernel/review';
import { storableText } from '@perennial/database/storable-text';
import type { Database } from '@perennial/database/database';
import { Counter, type Registry } from 'prom-client';
import type { BusinessClock } from '../clock/business-clock.js';
import type { Logger } from '../log/logger.js';
import { noteReviews } from '../review/review.store.js';
import type { DueWork } from '../work/due-work.js';
import { reasonOf, type SetAside } from '../work/run-apart.js';
import { Worker, type WorkObserver } from '../work/worker.js';

export interface WorkPoolParts {
  readonly clock: BusinessClock;
  /** Where rows that were set aside are noted for a person. */
  readonly database: Database;
  readonly registry: Registry;
  readonly logger: Logger;
  /** See Remembered. */
  readonly writes: (() => number) | undefined;
}

/** The workers of one service. */
export class WorkPool {
  readonly workers: readonly Worker[];

  constructor(works: readonly DueWork[], { clock, database, registry, logger, writes }: WorkPoolParts) {
    const done = new Counter({
      name: 'perennial_due_work_total',
      help: 'rows of due work done',
      labelNames: ['work'],
      registers: [registry],
    });
    const failed = new Counter({
      name: 'perennial_due_work_failed_total',
      help: 'batches of due work that failed and will be tried again',
      labelNames: ['work'],
      registers: [registry],
    });
    const aside = new Counter({
      name: 'perennial_due_work_set_aside_total',
      help: 'rows of due work that cannot be handled; each has its reason, and a person has to look at it',
      labelNames: ['work'],
      registers: [registry],
    });
    const observer: WorkObserver = {
      handled: (work, count) => done.inc({ work }, count),
      setAside: async (work, rows) => {
        aside.inc({ work }, rows.length);
        for (const { id, error } of rows) logger.error({ work, id, err: error }, 'a row of due work was set aside');
        await noteReviews(
          database,
          rows.map((row) => asideReview(work, row)),
          clock.now(),
        );
      },
      failed: (work, error) => {
        failed.inc({ work });
        logger.error({ work, err: error }, 'due work failed and will be tried again');
      },
    };
    this.workers = works.map((work) => new Worker(work, { clock, database, observer, writes }));
  }

  readonly wake = (): void => {
    for (const worker of this.workers) worker.wake();
  };

  /** @throws Error for a name that no due work has: its rows would wait until somebody looks. */
  readonly signal = (works: readonly string[], sure: boolean): void => {
    for (const name of works) {
      const worker = this.workers.find(({ work }) => work.name === name);
      if (!worker) throw new Error(`no due work is called ${name}`);
      if (sure) worker.call();
      else worker.wake();
    }
  };

  start(): void {
    for (const worker of this.workers) worker.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }
}

function asideReview(work: string, { id, error }: SetAside): NewReview {
  return {
    kind: 'set_aside_row',
    subjectKind: 'row',
    subjectId: `${work}/${id}`,
    detail: storableText(reasonOf(error)),
  };
}
