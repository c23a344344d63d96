import { newEvent, type NewEvent } from '@perennial/events/event';
import type { CustomerId, RecipientId } from '@perennial/kernel/ids';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import { wireChannel } from '../channel/wire-channel.js';

/** An address that refused a message for good, on a channel (protocol.md, Recipient). */
export interface Bounce {
  readonly channel: ChannelName;
  readonly recipientId: RecipientId;
  /** About whom it was told when it bounced; it counts for every customer at the address. */
  readonly customerId: CustomerId;
  /** The provider's codes, without personal data. */
  readonly reason: string;
  readonly bouncedAt: Instant;
}

export function bounceChanged(
  { channel, recipientId, customerId, reason }: Omit<Bounce, 'bouncedAt'>,
  bounced: boolean,
  changedAt: Instant,
): NewEvent {
  return newEvent('bounce.changed', {
    customerId,
    recipientId,
    channel: wireChannel(channel),
    bounced,
    reason: bounced ? reason : '',
    changedAt: formatInstant(changedAt),
  });
}
