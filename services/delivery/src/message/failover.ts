import { MINUTE } from '@perennial/kernel/instant';
import { derivedId, type MessageId, type ReminderId } from '@perennial/kernel/ids';
import { CHANNEL_NAMES, type ChannelName } from '../channel/channel.js';
import { wireChannel } from '../channel/wire-channel.js';

/**
 * How long a message waits for a provider of its channel before the next rung has its turn: from the first call that
 * failed, or since all providers of the channel are down (requirements.md, Defaults). Business clock.
 */
export const FAILOVER_MS = 30 * MINUTE;

/** Channels of rungs that delivery has: a rung of any other is passed over. */
export const RUNG_CHANNELS: readonly string[] = CHANNEL_NAMES.map(wireChannel);

/** A dispatch that ended on its rung and goes on with the next one. */
export interface FailedOver {
  readonly reminderId: ReminderId;
  readonly messageId: MessageId;
  readonly nextRung: number;
  readonly nextChannel: ChannelName;
}

/** Message that takes over what leaves another one for a rung: whoever leaves it together rides together again. */
export function nextMessageId({ messageId, nextRung, nextChannel }: Omit<FailedOver, 'reminderId'>): MessageId {
  return derivedId<MessageId>('failover', messageId, nextChannel, String(nextRung));
}

/** A dispatch on the next rung, and the message that it rides in. */
export interface NextDispatch extends FailedOver {
  readonly nextMessageId: MessageId;
}

/** A message of the next channel. */
export interface NextMessage {
  readonly from: MessageId;
  readonly to: MessageId;
  readonly channel: ChannelName;
  readonly rung: number;
}

/** Pure: what rides on, in messages of its own, one for each message, channel and rung. */
export function failOver(failed: readonly FailedOver[]): {
  readonly messages: readonly NextMessage[];
  readonly dispatches: readonly NextDispatch[];
} {
  const dispatches = failed.map((one) => ({ ...one, nextMessageId: nextMessageId(one) }));
  const messages = new Map(
    dispatches.map((one) => [
      one.nextMessageId,
      { from: one.messageId, to: one.nextMessageId, channel: one.nextChannel, rung: one.nextRung },
    ]),
  );
  return { messages: [...messages.values()], dispatches };
}
