import type { LoadShape } from './load-shape.js';
import type { Stage } from './stage.js';
import type { StageNeeds } from './stage-needs.js';

/** One fault, caused while load runs, healed before `run` resolves. */
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
  /** What is done before there is load. */
  before?(stage: Stage): Promise<void>;
  /**
   * Causes the fault and heals it. What did not hold beyond the auditor's promises goes to `stage.ledger.broken`, or
   * comes of its `lastLooks`.
   */
  run(stage: Stage): Promise<void>;
}
