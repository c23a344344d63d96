import { toId, type MessageId, type ReminderId, type TermId } from '@perennial/kernel/ids';
import { parseInstant, type Instant } from '@perennial/kernel/instant';
import { orThrow } from '@perennial/kernel/result';
import { DomainError } from '@perennial/kernel/violation';
import type { DeliveryOutcome } from '@perennial/proto/gen/perennial/events/v1/deliveries';
import { channelOf } from '../channel/channel.js';
import {
  REMINDER_STATE_NAMES,
  REMINDER_STATES,
  RETRIES,
  type ReminderState,
  type Retry,
} from '../reminder/reminder.js';

/** Delivery's one answer for a reminder. `acceptedAt` is set for SENT, also when it is uncertain. */
export interface Outcome {
  readonly reminderId: ReminderId;
  readonly termId: TermId;
  readonly messageId: MessageId | null;
  readonly state: ReminderState;
  readonly reason: string;
  readonly uncertain: boolean;
  readonly acceptedAt: Instant | null;
  readonly retry: Retry;
  /** The channel on which it went; null where it did not. */
  readonly sentOn: string | null;
}

/**
 * Reads the event form. Throws INVALID_EVENT without a state, ILLEGAL_TRANSITION for one that is no end of a released
 * reminder, BAD_ID, BAD_INSTANT.
 */
export function outcomeOf(payload: DeliveryOutcome, now: Instant): Outcome {
  const state = stateOf(payload);
  const acceptedAt = payload.acceptedAt
    ? orThrow(parseInstant(payload.acceptedAt), (rule) => new DomainError('BAD_INSTANT', rule))
    : now;
  return {
    reminderId: toId<ReminderId>(payload.reminderId),
    termId: toId<TermId>(payload.termId),
    messageId: payload.messageId === '' ? null : toId<MessageId>(payload.messageId),
    state,
    reason: payload.reason,
    uncertain: payload.uncertain,
    acceptedAt: state === 'SENT' ? acceptedAt : null,
    sentOn: state === 'SENT' ? channelOf(payload.channel) : null,
    retry: state === 'SENT' ? 'NEVER' : (RETRIES.word(payload.retry) ?? 'NEVER'),
  };
}

function stateOf({ state }: DeliveryOutcome): ReminderState {
  const word = REMINDER_STATE_NAMES.word(state);
  if (!word) throw new DomainError('INVALID_EVENT', 'the event does not tell the state of its reminder');
  REMINDER_STATES.assert('RELEASED', word);
  return word;
}
