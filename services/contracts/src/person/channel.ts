import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import type { AddressKind } from './person.js';

const CHANNELS: Readonly<Record<AddressKind, Channel>> = {
  email: Channel.CHANNEL_EMAIL,
  phone: Channel.CHANNEL_SMS,
  wecom: Channel.CHANNEL_WECOM,
};

/** The channel that uses addresses of a kind. */
export function channelOf(kind: AddressKind): Channel {
  return CHANNELS[kind];
}

/** The kind of address that a channel needs; null for a task, which needs none, and for what is no channel. */
export function addressKindOf(channel: Channel): AddressKind | null {
  const found = Object.entries(CHANNELS).find(([, own]) => own === channel);
  return found ? (found[0] as AddressKind) : null;
}
