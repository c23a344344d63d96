import { wireChannel } from '../channel/wire-channel.js';
import { newEvent, type NewEvent } from '@perennial/events/event';
import type { CustomerId } from '@perennial/kernel/ids';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { OptOutSubject } from './opt-out-subject.js';

/** An address as one customer's messages reach it. */
export interface Consent {
  readonly addressHmac: string;
  readonly customerId: CustomerId;
}

export function consentKey({ addressHmac, customerId }: Consent): string {
  return `${addressHmac} ${customerId}`;
}

/** What somebody chooses: out or in, about one customer or about all that are told at the address. */
export interface Choice {
  readonly optedOut: boolean;
  readonly allCustomers: boolean;
}

/** What counts for an address and a customer. */
export interface Preference {
  readonly optedOut: boolean;
  /** Whether the address said so about every customer. */
  readonly optedOutEverywhere: boolean;
}

type Subject = Pick<OptOutSubject, 'channel' | 'customerId' | 'recipientId'>;

export function preferenceChanged(subject: Subject, choice: Choice, changedAt: Instant): NewEvent {
  const { channel, customerId, recipientId } = subject;
  return newEvent('preference.changed', {
    customerId,
    recipientId,
    channel: wireChannel(channel),
    optedOut: choice.optedOut,
    changedAt: formatInstant(changedAt),
    allCustomers: choice.allCustomers,
  });
}
