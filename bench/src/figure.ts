/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is to be held against, if anything. */
  readonly aim?: string;
  readonly note?: string;
}

/** A benchmark: sets up what it needs, measures, and cleans up. */
export interface Benchmark {
  readonly name: string;
  readonly measures: string;
  run(say: (line: string) => void): Promise<Figure[]>;
}

export function percentile(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

export function median(values: readonly number[]): number {
  return percentile(ascending(values), 50);
}
