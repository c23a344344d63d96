import type { Stage } from './stage.js';

/**
 * From a payment's row in the outbox to the closed guard, ms ascending, for these terms: both are the server's
 * clock_timestamp(). Infinity for a term without a fence.
 */
async function fenceTimes(stage: Stage, termIds: readonly string[]): Promise<number[]> {
  const paid = await stage.database('payments').query<{ term_id: string; at: number }>(
    `select subject as term_id, min(extract(epoch from time)::float8 * 1000) as at from outbox
       where type = 'payment.renewed' and subject = any($1::text[]) group by subject`,
    [termIds],
  );
  const fenced = await stage.database('delivery').query<{ term_id: string; at: number }>(
    `select term_id, extract(epoch from closed_at)::float8 * 1000 as at from guard where closed
       and term_id = any($1::uuid[])`,
    [termIds],
  );
  const closed = new Map(fenced.map((row) => [row.term_id, row.at]));
  return paid.map((row) => (closed.get(row.term_id) ?? Infinity) - row.at).sort((a, b) => a - b);
}

/** @returns the value below which `percent` of the ascending values lie. */
function percentile(ascending: readonly number[], percent: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor((ascending.length * percent) / 100))] ?? Number.NaN;
}

/**
 * Notes how long the fences of paid terms took, and breaks the drill when one is missing or the p99 is above `limitMs`.
 */
export async function judgeFence(stage: Stage, termIds: readonly string[], limitMs: number): Promise<void> {
  const times = await fenceTimes(stage, termIds);
  const p99 = percentile(times, 99);
  if (times.length < termIds.length || p99 > limitMs)
    stage.ledger.broken.push(
      `payment to fence took ${p99.toFixed(0)} ms at p99 of ${times.length}, ${limitMs} ms are allowed`,
    );
  stage.ledger.notes.push(`fence p50 ${percentile(times, 50).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`);
}
