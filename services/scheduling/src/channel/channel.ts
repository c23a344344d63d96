import { enumNames } from '@perennial/proto/enum-names';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';

const CHANNELS = enumNames('CHANNEL_', Channel);

/** The channel on which a person is asked to act. */
export const TASK = 'task';

/** A channel in lower case, as policies name it; null for one that this build does not know. */
export function channelOf(channel: Channel): string | null {
  return CHANNELS.word(channel)?.toLowerCase() ?? null;
}

/** Channels of an event form, without those that this build does not know. */
export function channelsOf(channels: readonly Channel[]): string[] {
  return channels.flatMap((channel) => channelOf(channel) ?? []);
}
