import type { Instant } from '@perennial/kernel/instant';
import type { Audience } from '../addressee/addressee.js';
import { closeOfOpen, opening } from '../reminder/reminder-window.js';
import { admit, type RecentSend, type SendCap } from './cap.js';
import type { DueReminder } from './due-reminder.js';
import type { ReleasedMessage } from './released-message.js';
import { compareUrgency } from './urgency.js';

export type HoldReason = 'WINDOW' | 'CAP';
export type SkipReason = 'EXPIRED' | 'NO_WINDOW' | 'CAP';

/** Every due reminder comes out in exactly one of the three lists. */
export interface Release {
  readonly messages: readonly ReleasedMessage[];
  readonly held: readonly { readonly reminder: DueReminder; readonly until: Instant; readonly reason: HoldReason }[];
  readonly skipped: readonly { readonly reminder: DueReminder; readonly reason: SkipReason }[];
}

export interface ReleaseInput {
  /** Due reminders of one recipient. */
  readonly due: readonly DueReminder[];
  /** The recipient's sends, at their acceptance instant where known, else at their release. */
  readonly recentSends: readonly RecentSend[];
  /** Each audience has a cap of its own, which the other's sends do not count towards. */
  readonly caps: Readonly<Record<Audience, SendCap>>;
  readonly now: Instant;
}

/** Pure: merges, caps and holds what is due for one recipient (protocol.md, Who decides what; U-03, R-11). */
export function release({ due, recentSends, caps, now }: ReleaseInput): Release {
  const held: { reminder: DueReminder; until: Instant; reason: HoldReason }[] = [];
  const skipped: { reminder: DueReminder; reason: SkipReason }[] = [];
  const waitOr = (reminder: DueReminder, from: Instant, why: { hold: HoldReason; skip: SkipReason }): void => {
    const until = opening(reminder, from);
    if (until < reminder.closesAt) held.push({ reminder, until, reason: why.hold });
    else skipped.push({ reminder, reason: why.skip });
  };
  const ready: DueReminder[] = [];
  for (const reminder of due) {
    if (reminder.closesAt <= now) skipped.push({ reminder, reason: 'EXPIRED' });
    else if (opening(reminder, now) > now) waitOr(reminder, now, { hold: 'WINDOW', skip: 'NO_WINDOW' });
    else ready.push(reminder);
  }
  const candidates = merge(ready);
  const messages: ReleasedMessage[] = [];
  for (const audience of new Set(candidates.map((candidate) => candidate.audience))) {
    const of = <T extends { readonly audience: Audience }>(all: readonly T[]) =>
      all.filter((one) => one.audience === audience);
    const admission = admit(of(candidates), of(recentSends), caps[audience], now);
    messages.push(...admission.messages);
    for (const reminder of admission.refused) waitOr(reminder, admission.freeAt, { hold: 'CAP', skip: 'CAP' });
  }
  return { messages, held, skipped };
}

/** Whether the two may share a message; the channel plan is part of it. */
function mergeKey({ reminderId, audience, customerId, rungs, legal }: DueReminder): string {
  return legal ? reminderId : [audience, customerId, ...rungs.map(({ channel }) => channel)].join('|');
}

function merge(ready: readonly DueReminder[]): ReleasedMessage[] {
  const groups = new Map<string, DueReminder[]>();
  for (const reminder of [...ready].sort(compareUrgency)) {
    const key = mergeKey(reminder);
    const group = groups.get(key);
    if (group) group.push(reminder);
    else groups.set(key, [reminder]);
  }
  return [...groups.values()].flatMap((riders) =>
    riders.slice(0, 1).map(({ audience }) => ({ riders, audience, legal: riders.some(({ legal }) => legal) })),
  );
}

/** When the window that is open at `at` shuts: delivery keeps quiet hours by it (invariant consent-at-send). */
export function windowClose(reminder: DueReminder, at: Instant): Instant {
  const close = closeOfOpen(reminder, at);
  if (close === null) throw new RangeError(`the window of ${reminder.reminderId} is not open`);
  return close;
}
