import type { LoadShape } from './load-shape.js';
import type { Stage } from './stage.js';
import type { StageNeeds } from './stage-needs.js';

/** One fault, struck while load runs, healed before `run` resolves. */
export interface Drill {
  readonly name: string;
  /** What is done to the system and what must hold, for --list and --help. */
  readonly about: string;
  readonly needs?: Partial<StageNeeds>;
  readonly load?: Partial<LoadShape>;
  /** Brings load of its own; the usual one begins behind it. */
  readonly quiet?: boolean;
  /** Longest recovery allowed, seconds; kill -9 and everything like it has 15. */
  readonly recoverySeconds?: number;
  /** Strikes and heals. What must hold beyond the auditor's promises goes to `stage.ledger.broken`. */
  run(stage: Stage): Promise<void>;
  /** Looks at the system at rest, after the load. */
  after?(stage: Stage): Promise<void>;
}

export const RECOVERY_SECONDS = 15;
