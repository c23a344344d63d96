import type {
  Contact as ContactMessage,
  Customer as CustomerMessage,
  ResolvedRecipient,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import type { AddresseeKind, Tier } from '@perennial/proto/gen/perennial/types/v1/types';
import { missingOfContact } from '../incomplete/missing.js';
import { preferredChannel } from '../person/channel.js';
import { maskedAddress } from '../person/masking.js';
import type { ResolvedRecipient as Resolved } from '../recipient/resolve-recipients.js';
import type { ContactView, CustomerView } from './read-customers.js';

/** A customer as gRPC answers it. */
export function customerMessage({ customer, contacts, source, missing }: CustomerView): CustomerMessage {
  return {
    customerId: customer.id,
    name: customer.name,
    country: customer.country,
    zone: customer.zone,
    locale: customer.locale,
    tier: `TIER_${customer.tier}` as Tier,
    ownerId: customer.ownerId ?? '',
    teamId: customer.teamId ?? '',
    since: customer.since,
    version: customer.version,
    contacts: contacts.map(contactMessage),
    source: source && { system: source.system, id: source.sourceId, version: source.version },
    missing: [...missing],
  };
}

function contactMessage({ contact, details }: ContactView): ContactMessage {
  return {
    contactId: contact.id,
    recipientId: contact.recipientId,
    name: details.name,
    roles: [...contact.roles],
    zone: contact.zone,
    locale: contact.locale,
    active: contact.active,
    maskedAddress: maskedAddress(details),
    missing: missingOfContact(contact),
    preferredChannel: preferredChannel(contact),
  };
}

export function resolvedMessage({ addressee, hmac, ...resolved }: Resolved): ResolvedRecipient {
  return {
    addressee: { kind: `ADDRESSEE_KIND_${addressee.kind}` as AddresseeKind, id: addressee.id },
    ...resolved,
    addressHmac: hmac.toString('hex'),
    active: true,
  };
}
