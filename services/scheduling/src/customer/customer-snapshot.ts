import { toId, type ContactId, type CustomerId, type RecipientId } from '@perennial/kernel/ids';
import { localDate } from '@perennial/kernel/local-date';
import type { CustomerSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { channelOf, channelsOf } from '../channel/channel.js';
import { holdsOf } from '../hold/hold.js';
import { TIERS, type Contact, type Customer } from './customer.js';

/** Reads the event form of a customer. Throws BAD_ID or BAD_DATE, which sets the event aside. */
export function customerOf(snapshot: CustomerSnapshot): Customer {
  return {
    customerId: toId<CustomerId>(snapshot.customerId),
    version: snapshot.version,
    tier: TIERS.word(snapshot.tier) ?? 'UNSPECIFIED',
    country: snapshot.country,
    zone: snapshot.zone,
    locale: snapshot.locale,
    ownerId: snapshot.ownerId === '' ? null : toId(snapshot.ownerId),
    teamId: snapshot.teamId === '' ? null : toId(snapshot.teamId),
    active: snapshot.active,
    since: snapshot.since === '' ? null : localDate(snapshot.since),
    holds: holdsOf(snapshot.holds),
  };
}

/** Reads the contacts of a customer's event form. */
export function contactsOf(snapshot: CustomerSnapshot): Contact[] {
  return snapshot.contacts.map((contact) => ({
    contactId: toId<ContactId>(contact.contactId),
    customerId: toId<CustomerId>(snapshot.customerId),
    recipientId: contact.recipientId === '' ? null : toId<RecipientId>(contact.recipientId),
    roles: contact.roles,
    channels: channelsOf(contact.channels),
    preferred: channelOf(contact.preferredChannel),
    zone: contact.zone,
    locale: contact.locale,
    active: contact.active,
  }));
}
