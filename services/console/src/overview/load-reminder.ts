import type { MessageId, ReminderId } from '@perennial/kernel/ids';
import type { Message } from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import type { TermLook } from '@perennial/proto/gen/perennial/payments/v1/payments';
import type { Reminder, WhyResponse } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { MessageState } from '@perennial/proto/gen/perennial/types/v1/types';
import { unary } from '@perennial/service/grpc/client';
import type { Peers } from '../api/peers.client.js';
import { DEADLINE_MS, loadReminderRows, type ReminderRow } from './load-reminder-rows.js';

export interface ReminderOverview extends ReminderRow {
  readonly why: WhyResponse;
  /** The message that it rode in; undefined before its release. */
  readonly message: Message | undefined;
  readonly look: TermLook | undefined;
}

/** @throws DomainError REMINDER_NOT_FOUND, INVALID_REQUEST, PEER_UNAVAILABLE */
export async function loadReminder(peers: Peers, reminderId: ReminderId): Promise<ReminderOverview> {
  const why = await unary(peers.reminders, 'why', { reminderId }, DEADLINE_MS);
  const reminder = why.reminder as Reminder;
  const [[row], message, { terms }] = await Promise.all([
    loadReminderRows(peers, [reminder]),
    loadMessage(peers, reminder.messageId as MessageId | ''),
    unary(peers.payments, 'look', { termIds: [reminder.termId] }, DEADLINE_MS),
  ]);
  return { ...(row as ReminderRow), why, message, look: terms[0] };
}

/** @param messageId empty = none */
export async function loadMessage(peers: Peers, messageId: MessageId | ''): Promise<Message | undefined> {
  if (messageId === '') return undefined;
  const state = MessageState.MESSAGE_STATE_UNSPECIFIED;
  const request = { messageId, customerId: '', termId: '', state, pageSize: 1, pageToken: '' };
  return (await unary(peers.deliveries, 'listMessages', request, DEADLINE_MS)).messages[0];
}
