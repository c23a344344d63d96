import { DAY, instant, type Instant } from '@perennial/kernel/instant';
import type { Audience } from '../addressee/addressee.js';
import type { DueReminder } from './due-reminder.js';
import type { ReleasedMessage } from './released-message.js';

export interface RecentSend {
  readonly audience: Audience;
  readonly at: Instant;
  readonly legal: boolean;
}

/**
 * At most `messages` to one recipient in any `days` days; legal notices are exempt (requirements.md, Defaults worth
 * shipping).
 */
export interface SendCap {
  readonly messages: number;
  readonly days: number;
}

/**
 * The caps of customers and of one's own people are counted apart. An owner looks after many customers and is told
 * about each in a message of its own: their cap only keeps a mistake from flooding them.
 */
export const DEFAULT_CAPS: Readonly<Record<Audience, SendCap>> = {
  CUSTOMER: { messages: 3, days: 7 },
  INTERNAL: { messages: 30, days: 1 },
};

/** How far back sends count, in days. */
export const LONGEST_CAP_DAYS = Math.max(...Object.values(DEFAULT_CAPS).map(({ days }) => days));

export interface Admission {
  readonly messages: ReleasedMessage[];
  readonly refused: readonly DueReminder[];
  /** When the cap next lets a message through. */
  readonly freeAt: Instant;
}

/** Admits messages in the order given, most urgent first, up to the cap; what could ride along was merged before. */
export function admit(
  candidates: readonly ReleasedMessage[],
  recent: readonly RecentSend[],
  cap: SendCap,
  now: Instant,
): Admission {
  const span = cap.days * DAY;
  const counted = recent
    .filter(({ at, legal }) => !legal && at > now - span)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  const messages: ReleasedMessage[] = [];
  const refused: DueReminder[] = [];
  for (const candidate of candidates) {
    if (candidate.legal) messages.push(candidate);
    else if (counted.length < cap.messages) {
      counted.push(now);
      messages.push(candidate);
    } else refused.push(...candidate.riders);
  }
  const leaves = counted[counted.length - cap.messages];
  return { messages, refused, freeAt: leaves === undefined ? now : instant(leaves + span) };
}
