import type { Stage } from './stage.js';

/** What a drill runs on. Drills with equal needs share one stage while it stays clean. */
export interface StageNeeds {
  readonly brokers: 1 | 3;
  /** SMTP knows no repeats and answers no questions, so a double send shows; the HTTP sink takes 50,000. */
  readonly provider: 'smtp' | 'http';
}

/** A cycle: contracts imported, how many of them and of earlier ones are paid, and over how many ms of the walk the payments are strewn. */
export interface LoadShape {
  readonly imports: number;
  readonly payNew: number;
  readonly payOld: number;
  readonly jitterMs: number;
  /** Whether messages go out beside the cycles too. */
  readonly pulses: boolean;
}

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

export const NEEDS: StageNeeds = { brokers: 1, provider: 'smtp' };
export const LOAD: LoadShape = { imports: 24, payNew: 10, payOld: 4, jitterMs: 1_200, pulses: true };
export const RECOVERY_SECONDS = 15;
