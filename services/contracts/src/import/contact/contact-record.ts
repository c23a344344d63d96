import type { ContactId, CustomerId } from '@perennial/kernel/ids';
import type { ContactRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { channelFromJSON } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RecordKind } from '../record-kind.js';
import { UNKNOWN_CUSTOMER } from '../unknown-customer.js';
import { decideContact } from './contact-decision.js';
import type { ContactFact } from './contact-fact.js';
import { validateContact } from './validate-contact.js';

export const CONTACT_RECORDS: RecordKind<ContactRecord, ContactFact> = {
  columns: {
    required: ['source_id', 'customer', 'name', 'email'],
    optional: ['version', 'phone', 'wecom', 'wecom_writer', 'preferred_channel', 'roles', 'zone', 'locale', 'active'],
  },
  fromCells: (cells) => ({
    source: cells.source(),
    customer: cells.text('customer'),
    name: cells.text('name'),
    email: cells.text('email'),
    phone: cells.text('phone'),
    addresses: cells.addresses(),
    preferredChannel: cells.enum('preferred_channel', 'CHANNEL_', channelFromJSON),
    roles: cells.list('roles'),
    zone: cells.text('zone'),
    locale: cells.text('locale'),
    active: cells.boolean('active', true),
  }),
  validate: validateContact,
  rows: () => 10,
  pointsAt: ({ system, customer }) => ({ kind: 'customer', system, sourceId: customer }),
  decide(round, fact, id, pointedId) {
    const customer = round.customers.get(pointedId as CustomerId);
    if (!customer) return UNKNOWN_CUSTOMER;
    const decided = decideContact(fact, id as ContactId, customer, round.loaded.contacts.get(id as ContactId));
    if (!decided.ok) return decided.error;
    round.contacts.push(decided.value);
    return null;
  },
};
