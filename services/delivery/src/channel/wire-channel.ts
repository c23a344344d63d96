import type { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import type { ChannelName } from './channel.js';

/** A channel as proto and events name it. */
export function wireChannel(channel: ChannelName): Channel {
  return `CHANNEL_${channel}` as Channel;
}
