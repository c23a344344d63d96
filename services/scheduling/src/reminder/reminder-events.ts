import { newEvent, type NewEvent } from '@perennial/events/event';
import type { TermId } from '@perennial/kernel/ids';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import { ADDRESSEE_KINDS, AUDIENCES } from '../addressee/addressee.js';
import { REMINDER_STATE_NAMES, type PlannedReminder, type Reminder, type ReminderState } from './reminder.js';

/** Groups rows by term, in the order in which terms appear. */
export function byTerm<T extends { readonly termId: TermId }>(rows: readonly T[]): T[][] {
  const groups = new Map<TermId, T[]>();
  for (const row of rows) {
    const group = groups.get(row.termId);
    if (group) group.push(row);
    else groups.set(row.termId, [row]);
  }
  return [...groups.values()];
}

/** reminder.planned, one event a term. */
export function plannedEvents(reminders: readonly PlannedReminder[]): NewEvent[] {
  return byTerm(reminders).flatMap((rows) =>
    rows.slice(0, 1).map((first) =>
      newEvent('reminder.planned', {
        termId: first.termId,
        contractId: first.contractId,
        customerId: first.customerId,
        policy: first.policy,
        policyVersion: first.policyVersion,
        reminders: rows.map(({ reminderId, step, audience, addresseeKind, addresseeId, recipientId, dueAt }) => ({
          reminderId,
          step,
          audience: AUDIENCES.value(audience),
          addressee: { kind: ADDRESSEE_KINDS.value(addresseeKind), id: addresseeId },
          recipientId,
          dueAt: formatInstant(dueAt),
        })),
      }),
    ),
  );
}

export interface Ended extends Pick<Reminder, 'termId' | 'customerId' | 'reminderId'> {
  readonly endState: ReminderState;
  readonly endReason: string;
}

/** reminder.ended, one event a term. */
export function endedEvents(ended: readonly Ended[], now: Instant): NewEvent[] {
  return byTerm(ended).flatMap((rows) =>
    rows.slice(0, 1).map(({ termId, customerId }) =>
      newEvent('reminder.ended', {
        termId,
        customerId,
        reminders: rows.map(({ reminderId, endState, endReason }) => ({
          reminderId,
          state: REMINDER_STATE_NAMES.value(endState),
          reason: endReason,
          endedAt: formatInstant(now),
        })),
      }),
    ),
  );
}

/** reminder.withdrawn, one event a term: recalls what was released (protocol.md, States). */
export function withdrawnEvents(
  withdrawn: readonly { readonly reminder: Reminder; readonly reason: string }[],
): NewEvent[] {
  return byTerm(withdrawn.map(({ reminder, reason }) => ({ ...reminder, because: reason }))).flatMap((rows) =>
    rows.slice(0, 1).map(({ termId, customerId, because }) =>
      newEvent('reminder.withdrawn', {
        termId,
        customerId,
        reason: because,
        reminderIds: rows.map(({ reminderId }) => reminderId),
      }),
    ),
  );
}
