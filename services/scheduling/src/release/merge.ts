import { toLocal } from '@perennial/calendar/zone';
import type { Instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import type { DueReminder } from './due-reminder.js';
import type { ReleasedMessage } from './released-message.js';
import { compareUrgency } from './urgency.js';

/** Riders of one message at most; more make more messages, which count as one (protocol.md, Who decides what). */
export const MOST_RIDERS = 50;

/** The channels of a reminder's ladder, in order: only reminders of one plan share a message. */
export function channelPlanOf({ rungs }: Pick<DueReminder, 'rungs'>): string {
  return rungs.map(({ channel }) => channel).join(',');
}

/** Whether two may share a message. */
export function mergeKey(reminder: DueReminder): string {
  const { reminderId, audience, customerId, legal } = reminder;
  return legal ? reminderId : [audience, customerId, channelPlanOf(reminder)].join('|');
}

/** Messages-to-be of what may go now, the most urgent first; a legal notice rides alone. */
export function merge(ready: readonly DueReminder[], now: Instant): ReleasedMessage[] {
  const groups = new Map<string, DueReminder[]>();
  for (const reminder of [...ready].sort(compareUrgency)) {
    const key = mergeKey(reminder);
    const group = groups.get(key);
    if (group) group.push(reminder);
    else groups.set(key, [reminder]);
  }
  return [...groups.values()].flatMap((riders) =>
    riders.slice(0, 1).map((first) => ({
      riders,
      audience: first.audience,
      legal: first.legal,
      customerId: first.customerId,
      channelPlan: channelPlanOf(first),
      localDay: localDate(toLocal(first.zone, now).date),
    })),
  );
}

/** The message, cut into as many as its riders need. */
export function inParts(message: ReleasedMessage): ReleasedMessage[] {
  const parts = Math.ceil(message.riders.length / MOST_RIDERS);
  return Array.from({ length: parts }, (_, i) => ({
    ...message,
    riders: message.riders.slice(i * MOST_RIDERS, (i + 1) * MOST_RIDERS),
  }));
}
