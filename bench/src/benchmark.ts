import type { Figure, SystemKind } from './figure.js';
import type { WithSystem } from './system/bench-system.js';

/** What a benchmark is given. */
export interface Bench {
  /** Tells how far it is. */
  readonly say: (line: string) => void;
}

/** Measures something that is not the product, to hold the product against. */
export interface Baseline {
  readonly name: string;
  readonly measures: string;
  run(bench: Bench): Promise<Figure[]>;
}

/** Measures the product: sets up what it needs, measures, and cleans up. */
export interface Benchmark {
  readonly name: string;
  readonly measures: string;
  readonly on: readonly SystemKind[];
  /** Runs only when it is named. */
  readonly onDemand?: boolean;
  run(bench: Bench & { readonly withSystem: WithSystem; readonly kind: SystemKind }): Promise<Figure[]>;
}
