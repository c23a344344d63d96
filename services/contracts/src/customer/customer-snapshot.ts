import type { ContactSnapshot, CustomerSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import type { Tier } from '@perennial/proto/gen/perennial/types/v1/types';
import type { Contact } from '../contact/contact.js';
import { holdMessage } from '../hold/hold-message.js';
import { standingOn, type Hold } from '../hold/hold.js';
import { channelOf, preferredChannel } from '../person/channel.js';
import type { Customer } from './customer.js';
import { toldContacts } from './told-contacts.js';

/**
 * The state of a customer with its contacts as events carry it: ids only, no name or address. @param holds those
 * that stand on it are picked
 */
export function customerSnapshot(
  customer: Customer,
  contacts: readonly Contact[],
  holds: readonly Hold[],
): CustomerSnapshot {
  return {
    customerId: customer.id,
    version: customer.version,
    tier: `TIER_${customer.tier}` as Tier,
    country: customer.country,
    zone: customer.zone,
    locale: customer.locale,
    ownerId: customer.ownerId ?? '',
    teamId: customer.teamId ?? '',
    active: true,
    contacts: toldContacts(contacts).map(contactSnapshot),
    since: customer.since,
    holds: standingOn(holds, customer.id).map((hold) => holdMessage(hold)),
  };
}

function contactSnapshot(contact: Contact): ContactSnapshot {
  return {
    contactId: contact.id,
    recipientId: contact.recipientId,
    roles: [...contact.roles],
    zone: contact.zone,
    locale: contact.locale,
    active: contact.active,
    channels: contact.addressKinds.map(channelOf),
    preferredChannel: preferredChannel(contact),
  };
}
