import type { Instant } from '@perennial/kernel/instant';

/**
 * Work that becomes due on the business clock and waits as rows in the database: claims, planners, transitions,
 * senders.
 * A worker of each kind runs per process; rows are claimed with SKIP LOCKED, so that processes add up.
 */
export interface DueWork {
  readonly name: string;
  /** False: no commit of this process makes such work due, so that its signal is not meant for it. */
  readonly signalled?: false;
  /** Does one batch of what is due at `now`. @returns how many rows it handled; 0 when nothing is due. */
  run(now: Instant): Promise<number>;
  /**
   * The least instant at which something is due, at or before now when something waits already; null for nothing at
   * all.
   */
  nextDue(): Promise<Instant | null>;
}

/** Injection token: a service module provides the array of its DueWork. */
export const DUE_WORK = Symbol('due-work');
