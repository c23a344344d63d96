import type { Stage } from './stage.js';

/** What a process of delivery was about to do when it was stopped. */
export interface HeldCalls {
  readonly idempotencyKeys: ReadonlySet<string>;
}

/** Calls begun and not yet answered, of whatever process. */
export async function callsBegun(stage: Stage): Promise<HeldCalls> {
  const rows = await stage
    .database('delivery')
    .query<{ idempotency_key: string }>(`select idempotency_key from attempt where state = 'CALLING'`, []);
  return { idempotencyKeys: new Set(rows.map((row) => row.idempotency_key)) };
}

/**
 * Sentences for content of such calls that reached the provider after `resumedAt` (epoch ms): `call_by` was long over.
 */
export function sentByZombie(stage: Stage, { idempotencyKeys }: HeldCalls, resumedAt: number): string[] {
  return stage.provider
    .taken()
    .filter(({ idempotencyKey, at }) => at >= resumedAt && idempotencyKeys.has(idempotencyKey))
    .map(
      ({ idempotencyKey }) =>
        `the call ${idempotencyKey} was begun before its process was stopped and reached the provider after it went on`,
    );
}
