import type { Database } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';

/** What the auditor reads: databases and the event log, never a service's code or API. */
export interface AuditedSystem {
  readonly contracts: Database;
  readonly scheduling: Database;
  readonly delivery: Database;
  readonly payments: Database;
  readonly events: Database;
  /** Business instant up to which everything due should be done. */
  readonly now: Instant;
}

/** A promise of invariants.md and how it is checked. */
export interface Invariant {
  readonly name: string;
  readonly promise: string;
  /** @returns one sentence per violation, with the ids to look at. */
  check(system: AuditedSystem): Promise<string[]>;
}
