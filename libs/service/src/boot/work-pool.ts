import { Counter, type Registry } from 'prom-client';
import type { BusinessClock } from '../clock/business-clock.js';
import type { Logger } from '../log/logger.js';
import type { DueWork } from '../work/due-work.js';
import { Worker } from '../work/worker.js';

/** The workers of one service. */
export class WorkPool {
  readonly workers: readonly Worker[];

  constructor(works: readonly DueWork[], clock: BusinessClock, registry: Registry, logger: Logger) {
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
    const onError = (work: string, error: unknown): void => {
      failed.inc({ work });
      logger.error({ work, err: error }, 'due work failed and will be tried again');
    };
    this.workers = works.map(
      (work) => new Worker(work, clock, onError, (name, count) => done.inc({ work: name }, count)),
    );
  }

  readonly wake = (): void => {
    for (const worker of this.workers) worker.wake();
  };

  /** After a commit of this process. */
  readonly signal = (): void => {
    for (const worker of this.workers) if (worker.work.signalled !== false) worker.wake();
  };

  start(): void {
    for (const worker of this.workers) worker.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }
}
