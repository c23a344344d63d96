import type { Sql } from '@perennial/database/sql';
import type { Instant } from '@perennial/kernel/instant';

/**
 * Which rows one call of `run` is about. Most calls are about whatever is due; after a batch failed through one of its
 * rows, it is run again in parts, to find that row (run-apart.ts).
 */
export interface Batch {
  /** Null: whatever is due. Else only rows of these ids, as far as they are due still. */
  readonly only: readonly string[] | null;
  /** Told the ids of the rows that were claimed, before anything is done with them. */
  readonly took: (ids: readonly string[]) => void;
}

export const WHATEVER_IS_DUE: Batch = { only: null, took: () => undefined };

/**
 * Work that becomes due on the business clock and waits as rows in the database: claims, planners, transitions,
 * senders. The use case itself implements it. A worker of each kind runs per process; rows are claimed with SKIP
 * LOCKED, so that processes add up.
 */
export interface DueWork {
  readonly name: string;
  /**
   * Does one batch of what is due at `now`, in one transaction: all of it or nothing. A worker that can set rows aside
   * says what it took and heeds `batch.only`. @returns how many rows it handled; 0 when nothing is due.
   */
  run(now: Instant, batch?: Batch): Promise<number>;
  /**
   * The least instant at which something is due, at or before now when something waits already; null for nothing at
   * all. Rows that were set aside are not due.
   * @param sql where to ask: those of one service are asked together, as a pipeline.
   */
  nextDue(sql: Sql): Promise<Instant | null>;
  /**
   * Writes why a row cannot be handled (`set_aside_reason`); no claim takes it until somebody clears that. Without it
   * one bad row stops the work.
   */
  setAside?(id: string, reason: string): Promise<void>;
}

/** Injection token: a service module provides the array of its DueWork. */
export const DUE_WORK = Symbol('due-work');
