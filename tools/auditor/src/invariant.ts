import type { AuditedSystem } from './audited-system.js';
import type { LogFacts } from './log-facts.js';
import type { Disagreements } from './provider-evidence.js';

/** What one pass over the topics, and one over the provider's record, found for several invariants. */
export interface Evidence {
  readonly log: LogFacts;
  readonly provider: Disagreements;
}

/** What a violation counts as in a drill's table. */
export type Harm = 'lost' | 'doubled' | 'afterClosing' | 'outOfOrder' | 'other';

/** A promise of invariants.md and how it is checked. */
export interface Invariant {
  readonly name: string;
  readonly promise: string;
  readonly harm: Harm;
  /** @returns one sentence per violation, with the ids to look at. */
  check(system: AuditedSystem, evidence: Evidence): Promise<string[]>;
}
