import type { Rung } from '@perennial/proto/gen/perennial/events/v1/reminders';
import { newEvent, type NewEvent } from '@perennial/events/event';
import { derivedId, type MessageId, type RecipientId } from '@perennial/kernel/ids';
import { formatInstant, instant, type Instant } from '@perennial/kernel/instant';
import type { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { ADDRESSEE_KINDS } from '../addressee/addressee.js';
import type { DecisionDraft, TermDecision } from '../decision/decision.js';
import type { DueReminder } from './due-reminder.js';
import { purposeOf } from '../plan/step-name.js';
import { windowClose, type Release } from './release.js';
import { isCapExempt, type ReleasedMessage } from './released-message.js';

/**
 * A message-to-be with its id, derived from its first rider: a reminder is released once, so no two messages share one.
 */
export interface DueMessage extends ReleasedMessage {
  readonly messageId: MessageId;
  readonly recipientId: RecipientId;
}

export function withIds(messages: readonly ReleasedMessage[]): DueMessage[] {
  return messages.flatMap((message) =>
    message.riders.slice(0, 1).map((first) => ({
      ...message,
      messageId: derivedId<MessageId>('message', first.reminderId),
      recipientId: first.recipientId,
    })),
  );
}

/** Each channel of the step, open as long as the step is; the window is the addressee's of that day. */
function rungs(reminder: DueReminder, now: Instant): Rung[] {
  const windowClosesAt = formatInstant(instant(Math.min(reminder.closesAt, windowClose(reminder, now))));
  const opensAt = formatInstant(reminder.opensAt);
  return reminder.rungs.map(({ channel, template }) => ({
    channel: `CHANNEL_${channel.toUpperCase()}` as Channel,
    template,
    opensAt,
    closesAt: formatInstant(reminder.closesAt),
    windowOpensAt: opensAt,
    windowClosesAt,
  }));
}

/** reminder.due of one message (protocol.md, Who decides what). */
export function dueEvents(messages: readonly DueMessage[], now: Instant): NewEvent[] {
  return messages.flatMap(({ messageId, recipientId, riders }) =>
    riders.slice(0, 1).map((first) =>
      newEvent('reminder.due', {
        messageId,
        customerId: first.customerId,
        addressee: { kind: ADDRESSEE_KINDS.value(first.addresseeKind), id: first.addresseeId },
        recipientId,
        releasedAt: formatInstant(now),
        riders: riders.map((rider) => ({
          reminderId: rider.reminderId,
          termId: rider.termId,
          contractId: rider.contractId,
          step: rider.step,
          product: rider.product,
          lastDay: rider.lastDay,
          legal: rider.legal,
          capExempt: isCapExempt(rider),
          rungs: rungs(rider, now),
          ownerId: rider.ownerId ?? '',
          teamId: rider.teamId ?? '',
          purpose: purposeOf(rider.step),
          lastStep: rider.lastStep,
          correctsLastDay: rider.correctsLastDay ?? '',
        })),
      }),
    ),
  );
}

/** The ledger rows of a release. */
export function releaseDecisions(release: Omit<Release, 'messages'>, messages: readonly DueMessage[]): TermDecision[] {
  const draft = (
    reminder: DueReminder,
    kind: DecisionDraft['kind'],
    reason: string,
    facts: Record<string, unknown>,
  ): TermDecision => ({ termId: reminder.termId, kind, reminderId: reminder.reminderId, reason, facts });
  return [
    ...messages.flatMap(({ messageId, recipientId, riders }) =>
      riders.map((rider) =>
        draft(rider, 'RELEASED', riders.length > 1 ? 'MERGED' : 'DUE', {
          message: messageId,
          recipient: recipientId,
          riders: riders.length,
          due: formatInstant(rider.dueAt),
        }),
      ),
    ),
    ...release.held.map(({ reminder, until, reason, facts }) =>
      draft(reminder, 'HELD', reason, { until: formatInstant(until), ...facts }),
    ),
    ...release.skipped.map(({ reminder, reason, facts }) =>
      draft(reminder, 'SKIPPED', reason, { closed: formatInstant(reminder.closesAt), ...facts }),
    ),
  ];
}
