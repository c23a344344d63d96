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

/** Of whom a person is told to call: the number is best, and without one it is whatever there is. */
const BY_PEOPLE: readonly AddressKind[] = ['phone', 'email', 'wecom'];

/** The kinds of address that a channel can use, the best first; none for what is no channel. */
export function addressKindsOf(channel: Channel): readonly AddressKind[] {
  if (channel === Channel.CHANNEL_TASK) return BY_PEOPLE;
  const found = Object.entries(CHANNELS).find(([, own]) => own === channel);
  return found ? [found[0] as AddressKind] : [];
}

/** The channel on which a person wants to hear; unspecified where he has not said. */
export function preferredChannel({ preferred }: { readonly preferred: AddressKind | null }): Channel {
  return preferred === null ? Channel.CHANNEL_UNSPECIFIED : channelOf(preferred);
}

/** The kind of address that somebody prefers; null where he has not said, undefined for what is no such channel. */
export function preferredKind(channel: Channel): AddressKind | null | undefined {
  if (channel === Channel.CHANNEL_UNSPECIFIED) return null;
  return channel === Channel.CHANNEL_TASK ? undefined : addressKindsOf(channel)[0];
}
