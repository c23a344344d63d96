/** How much is measured: settings make a run shorter or longer, and the figures' names say what it was. */
export const SIZES = {
  /** Reminders that fall due at one instant of the sandbox clock. */
  burst: positive('BENCH_COUNT', 10_000),
  /** Runs of what is repeated; the figure is the middle one. */
  runs: positive('BENCH_RUNS', 3),
  /** Reminders due while payments are measured. */
  due: positive('BENCH_DUE', 50_000),
} as const;

function positive(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} must be a whole number above 0`);
  return value;
}
