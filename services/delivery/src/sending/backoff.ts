import { createHash } from 'node:crypto';
import type { MessageId } from '@perennial/kernel/ids';
import { MINUTE, SECOND } from '@perennial/kernel/instant';

const FIRST_MS = 7 * SECOND;
/** Eight retries double from 7 s and take about 30 minutes (requirements.md, Defaults). */
const QUICK_RETRIES = 8;
/** From then on until the window closes: an outage of a provider loses no reminder. */
const SLOW_MS = 30 * MINUTE;
const JITTER = 0.2;

/**
 * How long to wait before the n-th retry (n ≥ 1), in ms of the business clock. The jitter of ±20 % comes from message
 * and n, so that a repeated decision is the same one.
 */
export function backoff(messageId: MessageId, n: number): number {
  const base = n > QUICK_RETRIES ? SLOW_MS : FIRST_MS * 2 ** (n - 1);
  const draw = createHash('sha256').update(`${messageId} ${n}`).digest().readUInt32BE(0) / 0xffffffff;
  return Math.round(base * (1 + JITTER * (2 * draw - 1)));
}
