import type { MessageId } from '@perennial/kernel/ids';
import { addMs, type Instant } from '@perennial/kernel/instant';
import type { MessageState } from '../message/message.js';
import { refused, SENT, uncertain, type End } from '../message/outcome.js';
import type { ProviderCapabilities, ProviderResult } from '../provider/provider.js';
import { REST_MS } from '../provider/rest.js';
import type { AttemptState } from './attempt.js';
import { backoff } from './backoff.js';

/** What a call's result makes of attempt, message and dispatches. */
export interface CallEffect {
  readonly attempt: Exclude<AttemptState, 'CALLING'>;
  readonly message: MessageState;
  readonly reason: string | null;
  /** Business instant at which an open message comes up again. */
  readonly nextAttemptAt: Instant;
  /** From now on text and dispatches stay as they are. */
  readonly freezes: boolean;
  /** Counts as a retry. */
  readonly counts: boolean;
  /** End of what rides; undefined while the message is open. */
  readonly end: End | undefined;
}

/** The message of a call, as it is under its lock. */
export interface CalledMessage {
  readonly messageId: MessageId;
  /** Failed calls so far that counted. */
  readonly retries: number;
  readonly windowClosesAt: Instant;
}

/** @param capabilities what the provider of this very attempt could when it was called. */
export function effectOf(
  result: ProviderResult,
  message: CalledMessage,
  capabilities: ProviderCapabilities,
  now: Instant,
): CallEffect {
  const stays = { nextAttemptAt: now, freezes: false, counts: false, end: undefined, reason: null };
  const retryMs = backoff(message.messageId, message.retries + 1);
  switch (result.kind) {
    case 'accepted':
      return { ...stays, attempt: 'ACCEPTED', message: 'ACCEPTED', end: SENT };
    case 'waiting':
      return { ...stays, attempt: 'ACCEPTED', message: 'WAITING', freezes: true, reason: result.reason };
    case 'refused': {
      const { reason, about } = result;
      return { ...stays, attempt: 'REFUSED', message: 'REFUSED', reason, end: refused(reason, about) };
    }
    case 'expired':
      return { ...stays, attempt: 'EXPIRED', message: 'OPEN' };
    case 'at_fault': {
      const nextAttemptAt = within(message, now, REST_MS);
      return { ...stays, attempt: 'PROVIDER_AT_FAULT', message: 'OPEN', reason: result.reason, nextAttemptAt };
    }
    case 'later': {
      const nextAttemptAt = within(message, now, Math.max(retryMs, result.retryAfterMs ?? 0));
      return { ...stays, attempt: 'LATER', message: 'OPEN', counts: true, reason: result.reason, nextAttemptAt };
    }
    case 'ambiguous': {
      const ambiguous = { ...stays, attempt: 'AMBIGUOUS', freezes: true, reason: result.reason } as const;
      if (!capabilities.idempotent) return { ...ambiguous, message: 'UNCERTAIN', end: uncertain(result.reason) };
      return { ...ambiguous, message: 'OPEN', counts: true, nextAttemptAt: within(message, now, retryMs) };
    }
  }
}

/**
 * Not later than the end of today's window, at which the message comes up to be ended, whatever a provider asks for.
 */
export function within({ windowClosesAt }: Pick<CalledMessage, 'windowClosesAt'>, now: Instant, ms: number): Instant {
  return addMs(now, Math.max(0, Math.min(ms, windowClosesAt - now)));
}
