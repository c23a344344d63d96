import { formatInstant } from '@perennial/kernel/instant';
import type { Reminder as ReminderMessage } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { ADDRESSEE_KINDS, AUDIENCES } from '../addressee/addressee.js';
import { REMINDER_STATE_NAMES, type Reminder } from './reminder.js';

/** A reminder as gRPC answers it; `messageId` is empty until it is released. */
export function toReminderMessage(reminder: Reminder): ReminderMessage {
  return {
    ...reminder,
    audience: AUDIENCES.value(reminder.audience),
    addressee: { kind: ADDRESSEE_KINDS.value(reminder.addresseeKind), id: reminder.addresseeId },
    state: REMINDER_STATE_NAMES.value(reminder.state),
    dueAt: formatInstant(reminder.dueAt),
    closesAt: formatInstant(reminder.closesAt),
    messageId: reminder.messageId ?? '',
    endedAt: reminder.endedAt === null ? undefined : formatInstant(reminder.endedAt),
  };
}
