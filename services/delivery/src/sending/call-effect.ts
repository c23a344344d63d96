import type { MessageState, RiderEndState } from '../message/message.js';
import type { Outcome } from '../message/outcome.js';
import type { ProviderCapabilities, ProviderResult } from '../provider/provider.js';
import { backoff } from './backoff.js';

export type AttemptState = 'CALLING' | 'ACCEPTED' | 'REFUSED' | 'RETRYABLE' | 'EXPIRED' | 'AMBIGUOUS';

/** What a call's result makes of attempt, message and riders. */
export interface CallEffect {
  readonly attempt: Exclude<AttemptState, 'CALLING'>;
  readonly message: MessageState;
  readonly reason: string | null;
  /** When an open message comes up again: ms of the business clock from now. */
  readonly delayMs: number;
  /** From now on text and riders stay as they are. */
  readonly freezes: boolean;
  /** Counts as a retry. */
  readonly counts: boolean;
  readonly rider:
    { readonly state: RiderEndState; readonly outcome: Outcome; readonly reason: string | null } | undefined;
}

const STAYS = { delayMs: 0, freezes: false, counts: false, rider: undefined, reason: null } as const;

/** @param retries failed calls of this message so far. */
export function effectOf(
  result: ProviderResult,
  messageId: string,
  retries: number,
  capabilities: ProviderCapabilities,
): CallEffect {
  switch (result.kind) {
    case 'accepted':
      return {
        ...STAYS,
        attempt: 'ACCEPTED',
        message: 'ACCEPTED',
        rider: { state: 'SENT', outcome: 'SENT', reason: null },
      };
    case 'refused':
      return {
        ...STAYS,
        attempt: 'REFUSED',
        message: 'FAILED',
        reason: result.reason,
        rider: { state: 'FAILED', outcome: 'FAILED', reason: result.reason },
      };
    case 'expired':
      return { ...STAYS, attempt: 'EXPIRED', message: 'OPEN' };
    case 'retryable':
      return {
        ...STAYS,
        attempt: 'RETRYABLE',
        message: 'OPEN',
        counts: true,
        delayMs: Math.max(backoff(messageId, retries + 1), result.retryAfterMs ?? 0),
      };
    case 'ambiguous':
      if (capabilities.idempotent)
        return {
          ...STAYS,
          attempt: 'AMBIGUOUS',
          message: 'OPEN',
          freezes: true,
          counts: true,
          delayMs: backoff(messageId, retries + 1),
        };
      return {
        ...STAYS,
        attempt: 'AMBIGUOUS',
        message: 'UNCERTAIN',
        freezes: true,
        reason: result.reason,
        rider: { state: 'UNCERTAIN', outcome: 'SENT', reason: result.reason },
      };
  }
}
