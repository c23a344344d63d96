import type { Evidence } from '../evidence/evidence.js';
import type { Reminder } from '../reminder/reminder.js';

/**
 * Pure: reminders as planning sees them. A send of which it is known that it did not arrive satisfies nothing and tells
 * nothing (protocol.md, Identity): to the plan it came back for its address, and its step is tried at another one.
 */
export function asArrived(reminders: readonly Reminder[], evidence: readonly Evidence[]): readonly Reminder[] {
  const bounced = new Map(evidence.filter(({ kind }) => kind === 'BOUNCED').map((of) => [of.reminderId, of]));
  if (bounced.size === 0) return reminders;
  return reminders.map((reminder) => {
    const of = bounced.get(reminder.reminderId);
    const arrived = !of || reminder.state !== 'SENT' || (reminder.sentOn !== null && reminder.sentOn !== of.channel);
    return arrived ? reminder : { ...reminder, state: 'FAILED', reason: 'BOUNCED', retry: 'OTHER_ADDRESS' };
  });
}
