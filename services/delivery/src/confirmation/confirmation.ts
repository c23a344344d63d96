import type { Id, MessageId } from '@perennial/kernel/ids';
import { addMs, DAY, HOUR, instant, MINUTE, type Instant } from '@perennial/kernel/instant';
import { defineTransitions } from '@perennial/kernel/transitions';

export type ConfirmationId = Id<'confirmation'>;

/** What becomes of a message that a colleague must confirm. UNKNOWN: nobody could say until it was of no use. */
export const CONFIRMATION = defineTransitions('confirmation', {
  initial: 'WAITING_FOR_STAFF',
  table: {
    WAITING_FOR_STAFF: ['SENT', 'NOT_FRIEND', 'CAPPED', 'CANCELLED', 'UNKNOWN'],
    SENT: [],
    NOT_FRIEND: [],
    CAPPED: [],
    CANCELLED: [],
    UNKNOWN: [],
  },
  ends: ['SENT', 'NOT_FRIEND', 'CAPPED', 'CANCELLED', 'UNKNOWN'],
});
export type ConfirmationState = (typeof CONFIRMATION.states)[number];
export type ConfirmationEnd = Exclude<ConfirmationState, 'WAITING_FOR_STAFF'>;

/** A message that waits at its provider. */
export interface WaitingConfirmation {
  readonly messageId: MessageId;
  readonly provider: { readonly name: string; readonly endpoint: string };
  readonly providerMessageId: string;
  readonly askedAt: Instant;
  /** When the colleague was reminded. */
  readonly nudgedAt: readonly Instant[];
  /** Times in a row that the provider did not answer. */
  readonly failures: number;
  readonly lookAt: Instant;
}

/** What of the times of a rung counts here. */
export interface RungHours {
  readonly windowOpensAt: Instant;
  readonly windowClosesAt: Instant;
  /** End of the step. */
  readonly closesAt: Instant;
  /** A rung is left behind it, which wants some of the window for itself. */
  readonly further: boolean;
}

/** A colleague is reminded this often within a day, and not sooner than this after the last time. */
export const MOST_NUDGES = 3;
const NUDGE_AFTER_MS = 2 * HOUR;
/** Of the window's end, kept for the next rung. */
const LEFT_MS = HOUR;
const SOONEST_MS = 5 * MINUTE;
const LATEST_MS = HOUR;
const LONGEST_RETRY_MS = 15 * MINUTE;
/** Rows of what has ended are kept as long as those of tasks. */
export const KEPT_MS = 400 * DAY;

/**
 * Until when a colleague has time. Where a rung is left behind: until an hour before the window shuts, or half of the
 * little that was left of it; else as long as the step is open.
 */
export function deadlineOf({ windowClosesAt, closesAt, further }: RungHours, askedAt: Instant): Instant {
  if (!further) return closesAt > windowClosesAt ? closesAt : windowClosesAt;
  const left = Math.max(0, windowClosesAt - askedAt);
  return addMs(windowClosesAt, -Math.min(LEFT_MS, left / 2));
}

/** When it is asked about again: rarely where nothing happened for long, and together with others. */
export function nextLook({ askedAt }: Pick<WaitingConfirmation, 'askedAt'>, deadline: Instant, now: Instant): Instant {
  const ms = Math.min(LATEST_MS, Math.max(SOONEST_MS, (now - askedAt) / 4));
  const at = instant(Math.ceil((now + ms) / SOONEST_MS) * SOONEST_MS);
  return at < deadline || deadline <= now ? at : deadline;
}

/** When a provider that did not answer is asked again: a minute, two, four, and at most a quarter of an hour. */
export function retryLook({ failures }: Pick<WaitingConfirmation, 'failures'>, now: Instant): Instant {
  return addMs(now, Math.min(LONGEST_RETRY_MS, MINUTE * 2 ** Math.min(failures, 10)));
}

/** Whether the colleague is reminded now: in the hours of the message's window, on whichever day. */
export function isNudged(
  { askedAt, nudgedAt }: Pick<WaitingConfirmation, 'askedAt' | 'nudgedAt'>,
  rungs: readonly Pick<RungHours, 'windowOpensAt' | 'windowClosesAt'>[],
  now: Instant,
): boolean {
  const last = Math.max(askedAt, ...nudgedAt);
  const today = nudgedAt.filter((at) => now - at < DAY).length;
  return today < MOST_NUDGES && now - last >= NUDGE_AFTER_MS && rungs.some((rung) => isOpenHour(rung, now));
}

function isOpenHour(
  { windowOpensAt, windowClosesAt }: Pick<RungHours, 'windowOpensAt' | 'windowClosesAt'>,
  now: Instant,
) {
  const hour = (((now - windowOpensAt) % DAY) + DAY) % DAY;
  return hour < windowClosesAt - windowOpensAt;
}
