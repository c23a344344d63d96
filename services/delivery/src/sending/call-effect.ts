import type { MessageId } from '@perennial/kernel/ids';
import { addMs, type Instant } from '@perennial/kernel/instant';
import type { MessageState } from '../message/message.js';
import { refused, SENT, uncertain, type End } from '../message/outcome.js';
import type { ProviderCapabilities, ProviderResult } from '../provider/provider.js';
import { REST_MS } from '../provider/breaker.js';
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
  /** Providers that its next call passes over. */
  readonly passedOver: readonly string[];
  /** The next call goes to another provider, at once. */
  readonly nextProvider: boolean;
  /** End of what rides; undefined while the message is open. */
  readonly end: End | undefined;
}

/** The message of a call, as it is under its lock. */
export interface CalledMessage {
  readonly messageId: MessageId;
  /** Failed calls so far that counted. */
  readonly retries: number;
  readonly windowClosesAt: Instant;
  readonly passedOver: readonly string[];
  readonly failoverAt: Instant | null;
}

/** Who was called, and who else carries messages of its channel. */
export interface CalledProvider {
  readonly name: string;
  /** What it could when it was called. */
  readonly capabilities: ProviderCapabilities;
  readonly others: readonly string[];
}

export function effectOf(
  result: ProviderResult,
  message: CalledMessage,
  { name, capabilities, others }: CalledProvider,
  now: Instant,
): CallEffect {
  const stays = {
    nextAttemptAt: now,
    freezes: false,
    counts: false,
    end: undefined,
    reason: null,
    passedOver: [],
    nextProvider: false,
  };
  const passedOver = [...message.passedOver, name];
  const nextProvider = others.some((other) => !passedOver.includes(other));
  // At once over a provider that did not fail it yet; once all did, the preferred one comes first again.
  const next = (ms: number) =>
    nextProvider ? { passedOver, nextProvider } : { nextAttemptAt: within(message, now, ms) };
  const retryMs = backoff(message.messageId, message.retries + 1);
  switch (result.kind) {
    case 'accepted':
      return { ...stays, attempt: 'ACCEPTED', message: 'ACCEPTED', end: SENT };
    case 'waiting':
      return { ...stays, attempt: 'ACCEPTED', message: 'WAITING', freezes: true, reason: result.reason };
    case 'refused': {
      const { reason, about } = result;
      if (about === 'PROVIDER' && nextProvider)
        return { ...stays, attempt: 'REFUSED', message: 'OPEN', counts: true, reason, passedOver, nextProvider };
      return { ...stays, attempt: 'REFUSED', message: 'REFUSED', reason, end: refused(reason, about) };
    }
    case 'expired':
      return { ...stays, attempt: 'EXPIRED', message: 'OPEN' };
    case 'at_fault': {
      const { reason } = result;
      return { ...stays, attempt: 'PROVIDER_AT_FAULT', message: 'OPEN', reason, ...next(REST_MS) };
    }
    case 'later': {
      const ms = Math.max(retryMs, result.retryAfterMs ?? 0);
      return { ...stays, attempt: 'LATER', message: 'OPEN', counts: true, reason: result.reason, ...next(ms) };
    }
    case 'ambiguous': {
      const ambiguous = { ...stays, attempt: 'AMBIGUOUS', freezes: true, reason: result.reason } as const;
      if (!capabilities.idempotent) return { ...ambiguous, message: 'UNCERTAIN', end: uncertain(result.reason) };
      return { ...ambiguous, message: 'OPEN', counts: true, nextAttemptAt: within(message, now, retryMs) };
    }
  }
}

/** What bounds how long an open message waits. */
export interface Patience {
  readonly windowClosesAt: Instant;
  readonly failoverAt?: Instant | null;
}

/**
 * Not later than the end of today's window, at which the message comes up to be ended, whatever a provider asks for,
 * and than its next channel's turn.
 */
export function within({ windowClosesAt, failoverAt }: Patience, now: Instant, ms: number): Instant {
  const until = Math.min(windowClosesAt, failoverAt ?? windowClosesAt);
  return addMs(now, Math.max(0, Math.min(ms, until - now)));
}
