import type { Id } from '@perennial/kernel/ids';

/** A process of delivery among those that call. */
export type ProcessId = Id<'process'>;

/** Identity of this process among the senders; new at every start. */
export interface Sender {
  readonly id: ProcessId;
}

export const SENDER = Symbol('sender');

/** How long a process counts as alive after it was last heard of: wall clock, ms. */
export const LEASE_MS = 5_000;
/** A living process says so this often, ms. */
export const HEARTBEAT_MS = 1_000;
/** Most written rows of one transaction (protocol.md, Claim and locks). */
export const MAX_ROWS = 1_000;
