import type { Instant } from '@perennial/kernel/instant';
import type { Audience } from '../addressee/addressee.js';
import { closeOfOpen, opening } from '../reminder/reminder-window.js';
import { admit, type CapFacts } from './admit.js';
import type { SendCap } from '../cap/send-cap.js';
import type { RecentSend } from './send-count.js';
import type { DueReminder } from './due-reminder.js';
import { inParts, merge, mergeKey } from './merge.js';
import type { ReleasedMessage } from './released-message.js';
import type { PlannedMerge } from './room.js';

export type HoldReason = 'WINDOW' | 'CAP' | 'ROOM' | 'DAILY';
export type SkipReason = 'EXPIRED' | 'NO_WINDOW' | 'CAP';

export interface Held {
  readonly reminder: DueReminder;
  readonly until: Instant;
  readonly reason: HoldReason;
  readonly facts: CapFacts | null;
}

export interface Skipped {
  readonly reminder: DueReminder;
  readonly reason: SkipReason;
  readonly facts: CapFacts | null;
}

/** Every due reminder comes out in exactly one of the three lists. */
export interface Release {
  readonly messages: readonly ReleasedMessage[];
  readonly held: readonly Held[];
  readonly skipped: readonly Skipped[];
}

export interface ReleaseInput {
  /** Due reminders of one recipient. */
  readonly due: readonly DueReminder[];
  /** Reminders that a cap holds: they ride along where something of their merge goes, else stay as they are. */
  readonly waiting: readonly DueReminder[];
  /** The recipient's sends, at their acceptance instant where known, else at their release. */
  readonly recentSends: readonly RecentSend[];
  /** What is planned for the recipient within the span of the caps, last steps and legal notices apart. */
  readonly planned: readonly PlannedMerge[];
  /** Each audience has a cap of its own, which the other's sends do not count towards. */
  readonly caps: Readonly<Record<Audience, SendCap>>;
  readonly now: Instant;
}

/** Pure: merges, caps and holds what is due for one recipient (protocol.md, Who decides what; U-03, R-11). */
export function release({ due, waiting, recentSends, planned, caps, now }: ReleaseInput): Release {
  const held: Held[] = [];
  const skipped: Skipped[] = [];
  const waitOr = (
    reminder: DueReminder,
    from: Instant,
    why: { readonly hold: HoldReason; readonly skip: SkipReason; readonly facts: CapFacts | null },
  ): void => {
    const until = opening(reminder, from);
    if (until < reminder.closesAt) held.push({ reminder, until, reason: why.hold, facts: why.facts });
    else skipped.push({ reminder, reason: why.skip, facts: why.facts });
  };
  const ready: DueReminder[] = [];
  for (const reminder of due) {
    if (reminder.closesAt <= now) skipped.push({ reminder, reason: 'EXPIRED', facts: null });
    else if (opening(reminder, now) > now) waitOr(reminder, now, { hold: 'WINDOW', skip: 'NO_WINDOW', facts: null });
    else ready.push(reminder);
  }
  const candidates = merge(ready, now);
  const messages: ReleasedMessage[] = [];
  for (const audience of new Set(candidates.map((candidate) => candidate.audience))) {
    const of = <T extends { readonly audience: Audience }>(all: readonly T[]) =>
      all.filter((one) => one.audience === audience);
    const input = { recent: of(recentSends), planned: of(planned), cap: caps[audience], now, nextOpening };
    const admission = admit(of(candidates), input);
    messages.push(...admission.messages);
    for (const { reminder, from, facts } of admission.refused)
      waitOr(reminder, from, { hold: HOLD_REASONS[facts.cap], skip: 'CAP', facts });
  }
  return { messages: withWaiting(messages, waiting, now).flatMap(inParts), held, skipped };

  function nextOpening(reminder: DueReminder): Instant | null {
    const next = opening(reminder, closeOfOpen(reminder, now) ?? now);
    return next < reminder.closesAt ? next : null;
  }
}

const HOLD_REASONS: Readonly<Record<CapFacts['cap'], HoldReason>> = {
  customer: 'CAP',
  recipient: 'CAP',
  room: 'ROOM',
  daily: 'DAILY',
};

/** What a cap holds goes with the next message of its merge that is admitted, where its window is open. */
function withWaiting(
  messages: readonly ReleasedMessage[],
  waiting: readonly DueReminder[],
  now: Instant,
): ReleasedMessage[] {
  const open = waiting.filter((reminder) => reminder.closesAt > now && opening(reminder, now) <= now);
  return messages.map((message) => {
    const [first] = message.riders;
    const along = first && !message.legal ? open.filter((of) => !of.legal && mergeKey(of) === mergeKey(first)) : [];
    return along.length === 0 ? message : { ...message, riders: [...message.riders, ...along] };
  });
}

/** When the window that is open at `at` shuts: delivery keeps quiet hours by it (invariant consent-at-send). */
export function windowClose(reminder: DueReminder, at: Instant): Instant {
  const close = closeOfOpen(reminder, at);
  if (close === null) throw new RangeError(`the window of ${reminder.reminderId} is not open`);
  return close;
}
