import { Counter, Gauge, type Registry } from 'prom-client';

/** Figures of a service's archive. */
export class ArchiveMetrics {
  readonly #archived: Counter<'table'>;
  readonly #oldestUnarchived: Gauge;

  constructor(registry: Registry) {
    this.#archived = new Counter({
      name: 'perennial_archived_rows_total',
      help: 'rows that moved into the archive',
      labelNames: ['table'],
      registers: [registry],
    });
    this.#oldestUnarchived = new Gauge({
      name: 'perennial_oldest_unarchived_seconds',
      help: 'how long ago, on the business clock, the oldest term ended whose rows are not archived; 0 without one',
      registers: [registry],
    });
  }

  /** @param rows by table. */
  archived(rows: ReadonlyMap<string, number>): void {
    for (const [table, count] of rows) this.#archived.inc({ table }, count);
  }

  /** @param ms since the end of the oldest term that is not archived. */
  oldestUnarchived(ms: number): void {
    this.#oldestUnarchived.set(Math.max(0, ms) / 1_000);
  }
}
