import type { Instant } from '@perennial/kernel/instant';
import { deadlineOf, type ConfirmationEnd, type RungHours } from '../confirmation/confirmation.js';
import type { MessageEnd } from '../message/message.js';
import {
  CUSTOMER_CAPPED,
  ending,
  NOT_FRIEND,
  SENT,
  TERM_CLOSED,
  uncertain,
  UNCONFIRMED,
  WITHDRAWN,
  type DispatchEnding,
  type End,
} from '../message/outcome.js';
import type { WaitingDispatch } from '../message/waiting-dispatch.js';

/** What rides in a message that a colleague must confirm. */
export type ConfirmedRider = WaitingDispatch & RungHours;

/** How a message ends that waited for a colleague. */
export interface ConfirmedMessage {
  readonly message: { readonly state: MessageEnd; readonly reason: string | null };
  readonly ends: readonly DispatchEnding[];
  /** What rides on in another message, with what is true now: the text that was cancelled told more. */
  readonly stays: readonly ConfirmedRider[];
}

const STATES: Readonly<Record<ConfirmationEnd, MessageEnd>> = {
  SENT: 'ACCEPTED',
  NOT_FRIEND: 'REFUSED',
  CAPPED: 'REFUSED',
  CANCELLED: 'DROPPED',
  UNKNOWN: 'UNCERTAIN',
};

/** Why a rider leaves a message that nobody has confirmed; undefined while it stays. */
export function leaving(rider: ConfirmedRider, askedAt: Instant, now: Instant): End | undefined {
  if (rider.recalled) return WITHDRAWN;
  if (rider.closed) return TERM_CLOSED;
  return deadlineOf(rider, askedAt) <= now ? UNCONFIRMED : undefined;
}

/** Pure: what a state at the provider makes of a message and of what rides in it. */
export function confirmed(
  state: ConfirmationEnd,
  riders: readonly ConfirmedRider[],
  askedAt: Instant,
  now: Instant,
): ConfirmedMessage {
  const ends = riders.flatMap((rider) => {
    const end = endOf(state, leaving(rider, askedAt, now));
    return end ? [ending(rider, end)] : [];
  });
  const left = new Set(ends.map(({ reminderId }) => reminderId));
  return {
    message: { state: STATES[state], reason: state === 'SENT' ? null : (ends[0]?.reason ?? state) },
    ends,
    stays: riders.filter(({ reminderId }) => !left.has(reminderId)),
  };
}

/** What was sent was sent, whatever became of the term behind it; what was not is no try of its address any more. */
function endOf(state: ConfirmationEnd, left: End | undefined): End | undefined {
  if (state === 'SENT') return SENT;
  if (state === 'UNKNOWN') return uncertain(UNCONFIRMED.reason);
  const own = state === 'NOT_FRIEND' ? NOT_FRIEND : state === 'CAPPED' ? CUSTOMER_CAPPED : undefined;
  return left === WITHDRAWN || left === TERM_CLOSED ? left : (own ?? left);
}
