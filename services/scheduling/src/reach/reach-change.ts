import { toId, type CustomerId, type RecipientId } from '@perennial/kernel/ids';
import { parseInstant, type Instant } from '@perennial/kernel/instant';
import { orThrow } from '@perennial/kernel/result';
import { DomainError } from '@perennial/kernel/violation';
import type { BounceChanged, PreferenceChanged } from '@perennial/proto/gen/perennial/events/v1/deliveries';
import { channelOf } from '../channel/channel.js';

/** A recipient opted out of a channel or back into it; for every customer told there where `customerId` is null. */
export interface OptOutChange {
  readonly recipientId: RecipientId;
  readonly channel: string;
  readonly customerId: CustomerId | null;
  readonly optedOut: boolean;
  readonly changedAt: Instant;
}

/** An address refused a message for good, or works again. */
export interface BounceChange {
  readonly recipientId: RecipientId;
  readonly channel: string;
  readonly bounced: boolean;
  readonly changedAt: Instant;
}

/** Reads preference.changed; null for a channel that this build does not know. Throws BAD_ID, BAD_INSTANT. */
export function optOutOf(event: PreferenceChanged, now: Instant): OptOutChange | null {
  const channel = channelOf(event.channel);
  if (channel === null) return null;
  return {
    recipientId: toId(event.recipientId),
    channel,
    customerId: event.allCustomers ? null : toId(event.customerId),
    optedOut: event.optedOut,
    changedAt: changedAtOf(event, now),
  };
}

/** Reads bounce.changed; null for a channel that this build does not know. Throws BAD_ID, BAD_INSTANT. */
export function bounceOf(event: BounceChanged, now: Instant): BounceChange | null {
  const channel = channelOf(event.channel);
  if (channel === null) return null;
  const { bounced } = event;
  return { recipientId: toId(event.recipientId), channel, bounced, changedAt: changedAtOf(event, now) };
}

function changedAtOf({ changedAt }: { readonly changedAt?: string | undefined }, now: Instant): Instant {
  return changedAt ? orThrow(parseInstant(changedAt), (rule) => new DomainError('BAD_INSTANT', rule)) : now;
}
