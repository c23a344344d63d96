import type { Stage } from './stage.js';

/** From a payment's row in the outbox to the closed guard, ms ascending, for these terms: both are the server's clock_timestamp(). Infinity for a term without a fence. */
export async function fenceTimes(stage: Stage, termIds: readonly string[]): Promise<number[]> {
  const paid = await stage.database('payments').query<{ term_id: string; at: number }>(
    `select subject as term_id, min(extract(epoch from time)::float8 * 1000) as at from outbox where type = 'payment.renewed' and subject = any($1::text[]) group by subject`, [termIds],
  );
  const fenced = await stage.database('delivery').query<{ term_id: string; at: number }>(
    `select term_id, extract(epoch from closed_at)::float8 * 1000 as at from guard where closed and term_id = any($1::uuid[])`, [termIds],
  );
  const closed = new Map(fenced.map((row) => [row.term_id, row.at]));
  return paid.map((row) => (closed.get(row.term_id) ?? Infinity) - row.at).sort((a, b) => a - b);
}

/** @returns the value below which `percent` of the ascending values lie. */
export function percentile(ascending: readonly number[], percent: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor((ascending.length * percent) / 100))] ?? Number.NaN;
}
