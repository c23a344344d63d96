import { isWrongContact, type Answer } from '../evidence/answer.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Reminder } from '../reminder/reminder.js';

/**
 * Pure: reminders as planning sees them. A send of which it is known that it did not arrive satisfies nothing and tells
 * nothing (protocol.md, Identity): to the plan it came back for its address, and its step is tried at another one. One
 * that reached somebody who is not the one to be told counts as if it had never been.
 */
export function asArrived(
  reminders: readonly Reminder[],
  evidence: readonly Evidence[],
  answers: readonly Answer[],
): readonly Reminder[] {
  const bounced = new Map(evidence.filter(({ kind }) => kind === 'BOUNCED').map((of) => [of.reminderId, of]));
  const wrong = answers.some(({ kind }) => kind === 'WRONG_CONTACT');
  if (bounced.size === 0 && !wrong) return reminders;
  return reminders.map((reminder): Reminder => {
    if (reminder.state !== 'SENT') return reminder;
    const { addresseeId: id, recipientId, sentOn } = reminder;
    if (wrong && isWrongContact(answers, { id, recipientId }))
      return { ...reminder, state: 'SUPERSEDED', reason: 'WRONG_CONTACT' };
    const bounce = bounced.get(reminder.reminderId);
    const arrived = !bounce || (sentOn !== null && sentOn !== bounce.channel);
    return arrived ? reminder : { ...reminder, state: 'FAILED', reason: 'BOUNCED', retry: 'OTHER_ADDRESS' };
  });
}
