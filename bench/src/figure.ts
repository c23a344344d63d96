/** Where a benchmark of the product runs: all services in one process, or each in its own on Kafka. */
export type SystemKind = 'standalone' | 'cluster';

/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is to be held against, if anything. */
  readonly aim?: string;
  readonly note?: string;
  /** Absent for a baseline. */
  readonly on?: SystemKind;
}

/** The figure of the middle run, with the least and the greatest of all runs as its note. */
export function ofRuns(
  name: string,
  values: readonly number[],
  unit: string,
  more: Pick<Figure, 'aim' | 'note'> = {},
): Figure {
  const sorted = ascending(values);
  const spread =
    values.length > 1 ? `${values.length} runs: ${rounded(sorted[0] ?? 0)} to ${rounded(sorted.at(-1) ?? 0)}` : '';
  return { name, value: median(values), unit, ...more, note: [spread, more.note].filter(Boolean).join('; ') };
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

export function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(3);
}
