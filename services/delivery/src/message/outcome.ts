import { newEvent, type NewEvent } from '@perennial/events/event';
import type {
  ContractId,
  CustomerId,
  MessageId,
  OwnerId,
  RecipientId,
  ReminderId,
  TeamId,
  TermId,
} from '@perennial/kernel/ids';
import type { NewReview } from '@perennial/kernel/review';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { ReminderState, Retry as WireRetry } from '@perennial/proto/gen/perennial/types/v1/types';
import type { ChannelName } from '../channel/channel.js';
import { wireChannel } from '../channel/wire-channel.js';
import type { Addressee, DispatchEnd, RidingDispatch } from './message.js';

/**
 * How delivery answers a reminder (protocol.md, States). FAILED is not among them: it would need a human task that
 * could not be opened, and a task waits until it can.
 */
export const OUTCOMES = ['SENT', 'SKIPPED', 'SUPPRESSED', 'SUPERSEDED'] as const;
export type OutcomeState = (typeof OUTCOMES)[number];

/** What scheduling does with an unsent reminder while its step is open. */
export const RETRIES = ['NEVER', 'NEXT_OPENING', 'OTHER_ADDRESS', 'WAIT_FOR_TERM'] as const;
export type Retry = (typeof RETRIES)[number];

/** What becomes of a dispatch, and what scheduling is told. */
export interface End {
  readonly state: DispatchEnd;
  readonly outcome: OutcomeState;
  readonly reason: string | null;
  readonly retry: Retry;
  /** The next rung has its turn, where there is one: what failed is this channel. */
  readonly failsOver: boolean;
}

/** The end of one riding dispatch. */
export interface DispatchEnding extends End, Pick<RidingDispatch, 'reminderId' | 'rung' | 'messageId'> {}

type Key = Pick<RidingDispatch, 'reminderId' | 'rung' | 'messageId'>;

export function ending({ reminderId, rung, messageId }: Key, end: End): DispatchEnding {
  return { reminderId, rung, messageId, ...end };
}

const skipped = (reason: string, retry: Retry, failsOver: boolean): End => ({
  state: 'DROPPED',
  outcome: 'SKIPPED',
  reason,
  retry,
  failsOver,
});

/** The fence holds, and scheduling may have no news of it yet. */
export const TERM_CLOSED: End = {
  state: 'DROPPED',
  outcome: 'SUPPRESSED',
  reason: 'TERM_CLOSED',
  retry: 'WAIT_FOR_TERM',
  failsOver: false,
};
export const WITHDRAWN: End = {
  state: 'DROPPED',
  outcome: 'SUPERSEDED',
  reason: 'WITHDRAWN',
  retry: 'NEVER',
  failsOver: false,
};
/** Today's window has shut, perhaps because no provider could be used; the step has more. */
export const EXPIRED = skipped('EXPIRED', 'NEXT_OPENING', false);
/** The same, and the step has no more: another channel is better than none. */
export const EXPIRED_FOR_GOOD: End = { ...EXPIRED, failsOver: true };
/** No provider of the channel took it for so long that the next channel has its turn. */
export const NO_ACCEPTANCE = skipped('NO_ACCEPTANCE', 'NEXT_OPENING', true);
/** The settings name no provider of the channel. */
export const NO_PROVIDER = skipped('NO_PROVIDER', 'NEXT_OPENING', true);
export const NO_ADDRESS = skipped('NO_ADDRESS', 'OTHER_ADDRESS', true);
export const ADDRESS_UNREADABLE = skipped('ADDRESS_UNREADABLE', 'OTHER_ADDRESS', true);
export const ADDRESSEE_INACTIVE = skipped('CONTACT_INACTIVE', 'OTHER_ADDRESS', false);
/** The addressee has another address by now, which caps and merging know as another recipient. */
export const ADDRESS_CHANGED = skipped('ADDRESS_CHANGED', 'OTHER_ADDRESS', false);
/** The address refused a message for good before: it is not called again (RFC 5321, 4.2.1). */
export const BOUNCED = skipped('BOUNCED', 'OTHER_ADDRESS', true);
export const OPTED_OUT = skipped('OPTED_OUT', 'OTHER_ADDRESS', true);
/** A person told whom he spoke with that it is not his. */
export const WRONG_CONTACT = skipped('WRONG_CONTACT', 'OTHER_ADDRESS', false);
/** A person called, and nobody answered. */
export const NO_ANSWER = skipped('NO_ANSWER', 'NEVER', true);
/** Nobody did the task while its step was open. */
export const NOT_DONE = skipped('NOT_DONE', 'NEVER', false);
/** No colleague confirmed the message in time. */
export const UNCONFIRMED = skipped('UNCONFIRMED', 'NEVER', true);
/** The customer and the colleague who writes to him are no contacts of each other there. */
export const NOT_FRIEND = skipped('NOT_FRIEND', 'OTHER_ADDRESS', true);
/** The customer has got as many messages of colleagues as his channel lets him have. */
export const CUSTOMER_CAPPED = skipped('CUSTOMER_CAPPED', 'NEXT_OPENING', true);
/** The text cannot be made. */
export const NO_TEXT: End = {
  state: 'FAILED',
  outcome: 'SKIPPED',
  reason: 'TEMPLATE',
  retry: 'NEVER',
  failsOver: true,
};

export const SENT: End = { state: 'SENT', outcome: 'SENT', reason: null, retry: 'NEVER', failsOver: false };

/** Nobody will know whether it was sent. */
export function uncertain(reason: string | null): End {
  return { state: 'UNCERTAIN', outcome: 'SENT', reason: reason ?? 'UNCERTAIN', retry: 'NEVER', failsOver: false };
}

/** The provider refused this message: a dead address asks for another one. */
export function refused(reason: string, about: 'ADDRESS' | 'MESSAGE' | 'PROVIDER'): End {
  const retry = about === 'ADDRESS' ? 'OTHER_ADDRESS' : 'NEVER';
  return { state: 'FAILED', outcome: 'SKIPPED', reason, retry, failsOver: true };
}

/** A rung that was tried before. */
export interface EarlierRung {
  readonly rung: number;
  readonly channel: ChannelName;
  readonly state: DispatchEnd;
  readonly reason: string | null;
  readonly messageId: MessageId;
}

/** How a dispatch ended. It gives the one outcome of its reminder, unless a rung is left that has its turn now. */
export interface Ended extends Outcome {
  readonly addressee: Addressee;
  readonly nextRung: number | null;
  readonly nextChannel: ChannelName | null;
  /** It is the outcome; false where a rung has its turn, or the reminder has one already. */
  readonly answers: boolean;
}

/** The one outcome of a reminder, with the ids of its message and the rung that gave it. */
export interface Outcome {
  readonly reminderId: ReminderId;
  readonly rung: number;
  readonly termId: TermId;
  readonly contractId: ContractId;
  readonly messageId: MessageId;
  readonly customerId: CustomerId;
  readonly recipientId: RecipientId;
  readonly channel: ChannelName;
  readonly dispatchState: DispatchEnd;
  readonly outcome: OutcomeState;
  readonly reason: string | null;
  readonly retry: Retry;
  readonly quoteVersion: number | null;
  /** The last step of its term before the end, or the last of all. */
  readonly lastStep: boolean;
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
  readonly acceptedAt: Instant | null;
  /** Of the rungs before it; null for a first one. */
  readonly earlier: readonly EarlierRung[] | null;
}

/** Last words of which nobody knows whether they arrived: a person must call (protocol.md, Guard, fence and call). */
export function uncertainLastSteps(outcomes: readonly Outcome[]): NewReview[] {
  return outcomes
    .filter(({ dispatchState, lastStep }) => dispatchState === 'UNCERTAIN' && lastStep)
    .map(({ reminderId, termId, contractId, customerId, ownerId, teamId, reason }) => ({
      kind: 'uncertain_last_step',
      subjectKind: 'reminder',
      subjectId: reminderId,
      termId,
      contractId,
      customerId,
      ownerId,
      teamId,
      detail: reason ?? 'UNCERTAIN',
    }));
}

/** The one `delivery.outcome` of a reminder. */
export function outcomeEvent(outcome: Outcome): NewEvent {
  const { reminderId, rung, termId, contractId, messageId, customerId, recipientId, dispatchState } = outcome;
  const channel = wireChannel(outcome.channel);
  const reason = outcome.reason ?? '';
  return newEvent('delivery.outcome', {
    reminderId,
    termId,
    customerId,
    recipientId,
    messageId,
    state: `REMINDER_STATE_${outcome.outcome}` as ReminderState,
    reason,
    uncertain: dispatchState === 'UNCERTAIN',
    channel,
    acceptedAt: outcome.acceptedAt === null ? undefined : formatInstant(outcome.acceptedAt),
    quoteVersion: outcome.quoteVersion ?? 0,
    contractId,
    retry: `RETRY_${outcome.retry}` as WireRetry,
    rungs: [
      ...(outcome.earlier ?? []).map((one) => ({
        ...one,
        channel: wireChannel(one.channel),
        reason: one.reason ?? '',
      })),
      { rung, channel, state: dispatchState, reason, messageId },
    ],
  });
}
