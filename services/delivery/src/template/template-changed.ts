import { newEvent, type NewEvent } from '@perennial/events/event';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import { wireChannel } from '../channel/wire-channel.js';

/** A version as it was stored. */
export interface StoredVersion {
  readonly name: string;
  readonly channel: ChannelName;
  readonly locale: string;
  readonly version: number;
  readonly savedAt: Instant;
  readonly retiredAt: Instant | null;
}

/** The event form of a stored version: its text stays here. */
export function templateChanged({ channel, savedAt, retiredAt, ...template }: StoredVersion): NewEvent {
  return newEvent('template.changed', {
    ...template,
    channel: wireChannel(channel),
    savedAt: formatInstant(savedAt),
    retiredAt: retiredAt === null ? undefined : formatInstant(retiredAt),
  });
}
