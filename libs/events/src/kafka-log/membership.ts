import type { EachBatchPayload } from 'kafkajs';

/**
 * A member that says nothing for this long loses its partitions: the least that brokers take by default. Of a service
 * that dies twice while it joins, the second death is seen a session after the first.
 */
export const SESSION_MS = 6_000;
export const HEARTBEAT_MS = 1_500;
/**
 * A handler that gives no sign for this long is given up; a transaction takes at most 5 s, and a wave is one with a
 * heartbeat before it.
 */
export const HUNG_MS = 9_000;
/** How long the others wait in a rebalance for a member to finish what it has in hand. */
export const REBALANCE_MS = 10_000;
/**
 * SyncGroup is answered when a leader that died in the rebalance is missed; whoever gives up before leaves one more
 * dead member behind.
 */
export const REQUEST_MS = REBALANCE_MS + 3_000;
/** Work in hand goes on for this long after a rebalance was called; what is not done by then comes again. */
const GRACE_MS = 3_000;

/** What the coordinator answers to a member that has lost its partitions for good. */
const LOST = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']);

/** Whether this member still holds its partitions while a batch is in hand. */
export class Membership {
  #heardAt: number;
  #calledAt: number | undefined;

  constructor(
    private readonly heartbeat: EachBatchPayload['heartbeat'],
    private readonly monotonic: () => number,
  ) {
    this.#heardAt = monotonic();
  }

  /**
   * Between batches: gives way to a rebalance at once. @throws what kafkajs has to act on: joins again, or connects
   * anew.
   */
  async check(): Promise<void> {
    await this.heartbeat();
    this.#heardAt = this.monotonic();
  }

  /** In a batch. @returns false once others may handle the same records. */
  async held(): Promise<boolean> {
    try {
      await this.check();
      return true;
    } catch (error) {
      const { type } = error as { type?: string };
      if (type !== undefined && LOST.has(type)) return false;
      const now = this.monotonic();
      if (type === 'REBALANCE_IN_PROGRESS') return now - (this.#calledAt ??= now) < GRACE_MS;
      // The coordinator cannot be asked: nobody was given the partitions before the session is over.
      return now - this.#heardAt < SESSION_MS;
    }
  }
}
