/**
 * Milliseconds of the monotonic clock, with fractions: for durations and limits that no change of the wall clock may
 * move.
 */
export function monotonicNow(): number {
  return performance.now();
}
