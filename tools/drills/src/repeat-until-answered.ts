import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@perennial/kernel/violation';

/** What was asked for does not exist yet: it follows from events that are on their way. */
export class NotYet extends Error {}

const AGAIN_MS = 250;
const ONE_TRY_MS = 12_000;
const LIMIT_MS = 180_000;
/** CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE. */
const PASSING_CODES = new Set([1, 2, 4, 13, 14]);

export interface Patience {
  readonly limitMs?: number;
  /** A single call counts as not answered after this time. */
  readonly tryMs?: number;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/**
 * Repeats a call as a real client does while the service cannot be reached, with the same ids: it must be idempotent. A
 * call that hangs, as one to a stopped process does, counts as not answered. @throws any other error, or the last one
 * after `limitMs`.
 */
export async function repeatUntilAnswered<T>(
  call: () => Promise<T>,
  { limitMs = LIMIT_MS, tryMs = ONE_TRY_MS, signal }: Patience = {},
): Promise<T> {
  const until = performance.now() + limitMs;
  while (true) {
    const ended = new AbortController();
    try {
      const late = sleep(tryMs, undefined, { signal: ended.signal }).then(() =>
        Promise.reject(new NotYet(`no answer within ${tryMs} ms`)),
      );
      return await Promise.race([call(), late]);
    } catch (error) {
      if (!passes(error) || performance.now() > until || signal?.aborted) throw error;
      await sleep(AGAIN_MS);
    } finally {
      ended.abort();
    }
  }
}

function passes(error: unknown): boolean {
  if (error instanceof NotYet) return true;
  // A service that has lost its database answers INTERNAL.
  if (error instanceof DomainError) return error.code.endsWith('_UNAVAILABLE') || error.code === 'INTERNAL';
  // Kafka's word for a moment without a leader.
  if ((error as { retriable?: unknown }).retriable === true) return true;
  return PASSING_CODES.has((error as { code?: unknown }).code as number);
}
