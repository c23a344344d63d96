import { newEvent, type NewEvent } from '@perennial/events/event';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import { Retry, Channel, ReminderState } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RiderEndState } from './message.js';

/** How delivery answers a reminder (protocol.md, States). */
export type Outcome = 'SENT' | 'SKIPPED' | 'SUPPRESSED' | 'SUPERSEDED' | 'FAILED';

/** The end of one rider: what it becomes, and what scheduling is told. */
export interface RiderEnd {
  readonly reminderId: string;
  readonly state: RiderEndState;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly quoteVersion: number | null;
}

/** A rider that leaves its message before any call could have reached the provider. */
export function drop(reminderId: string, outcome: Outcome, reason: string): RiderEnd {
  return { reminderId, state: 'DROPPED', outcome, reason, quoteVersion: null };
}

/** A rider of which nobody will know whether it was sent. */
export function uncertain(reminderId: string, reason: string): RiderEnd {
  return { reminderId, state: 'UNCERTAIN', outcome: 'SENT', reason, quoteVersion: null };
}

export const TERM_CLOSED = 'TERM_CLOSED';
export const WITHDRAWN = 'WITHDRAWN';

/** An ended rider with the ids of its message. */
export interface EndedRider {
  readonly reminder_id: string;
  readonly term_id: string;
  readonly contract_id: string;
  readonly message_id: string;
  readonly customer_id: string;
  readonly recipient_id: string;
  readonly channel: string;
  readonly state: string;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly quote_version: number | null;
  readonly accepted_at: Instant | null;
}

/** The one `delivery.outcome` of a reminder. */
export function outcomeEvent(rider: EndedRider): NewEvent {
  return newEvent('delivery.outcome', {
    reminderId: rider.reminder_id,
    termId: rider.term_id,
    customerId: rider.customer_id,
    recipientId: rider.recipient_id,
    messageId: rider.message_id,
    state: `REMINDER_STATE_${rider.outcome}` as ReminderState,
    reason: rider.reason ?? '',
    uncertain: rider.state === 'UNCERTAIN',
    channel: `CHANNEL_${rider.channel}` as Channel,
    acceptedAt: rider.accepted_at === null ? undefined : formatInstant(rider.accepted_at),
    quoteVersion: rider.quote_version ?? 0,
    contractId: rider.contract_id,
    retry: Retry.RETRY_NEVER,
    rungs: [],
  });
}
