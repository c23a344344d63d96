import type { Transaction } from '@perennial/database/sql';
import type { Outbox } from '@perennial/events/outbox/outbox';
import type { MessageId, OwnerId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Owner } from '../owner/owner.js';
import { readOwners } from '../owner/owner.store.js';
import { addTasks } from './add-tasks.js';
import { assign } from './assignment.js';
import { contactMessages, type ContactMessage } from './contact-message.store.js';
import { contactWords, type ContactReason } from './contact-words.js';
import { isChinese, systemTask, type SystemTask } from './system-task.js';

/** Because of what a message is to be followed by a person. */
export interface ContactNeed {
  readonly messageId: MessageId;
  readonly reason: ContactReason;
}

/**
 * Whoever looks after the customer speaks with him: for an address that works (D-05), for the right contact, or because
 * the addressee wants it. Once a message and reason; the messages' rows are hot.
 */
export async function openContactTasks(
  tx: Transaction,
  outbox: Outbox,
  needs: readonly ContactNeed[],
  now: Instant,
): Promise<void> {
  if (needs.length === 0) return;
  const messages = await contactMessages(
    tx,
    needs.map(({ messageId }) => messageId),
  );
  const known = new Map(messages.map((message) => [message.messageId, message]));
  const first = await readOwners(
    tx,
    messages.flatMap(({ ownerId }) => ownerId ?? []),
  );
  // A manager may have it from the start, and has a manager himself.
  const owners = new Map([...(await readOwners(tx, [...first.keys()])), ...first]);
  const tasks = needs.flatMap(({ messageId, reason }) => {
    const message = known.get(messageId);
    return message ? systemTask(contactTask(message, reason, owners), owners, now) : [];
  });
  await addTasks(tx, outbox, tasks, now);
}

function contactTask(message: ContactMessage, reason: ContactReason, owners: ReadonlyMap<OwnerId, Owner>): SystemTask {
  const { messageId, customerId, channel, addressee, riders } = message;
  const assignment = assign(message.ownerId, message.teamId, owners);
  const locale = (assignment.assigneeId && owners.get(assignment.assigneeId)?.locale) || 'en';
  const speaks = reason === 'CALL_ME' || reason === 'NOT_RENEWING';
  return {
    kind: speaks ? 'CONTACT' : 'COMPLETE_CONTACT',
    openedFor: reason === 'WRONG_CONTACT' ? `contact:${addressee.id}` : `${reason}:${messageId}`,
    customerId,
    // A contact is to be completed whatever becomes of the term that told it; a call ends with its terms.
    riders: speaks ? riders : [],
    addressee,
    reason,
    words: contactWords(reason, channel, isChinese(locale)),
    assignment,
  };
}
