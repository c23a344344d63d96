import { derivedId, type ContactId, type CustomerId, type RecipientId } from '@perennial/kernel/ids';
import { MAX_EVENT_BYTES } from '@perennial/events/limits';
import { CustomerSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import type { Contact, Role } from '../contact/contact.js';
import type { Customer } from './customer.js';
import { customerSnapshot } from './customer-snapshot.js';
import { MOST_TOLD, toldContacts } from './told-contacts.js';

const contact = (n: number, active: boolean, roles: readonly Role[]): Contact => ({
  id: derivedId<ContactId>('contact', String(n)),
  customerId: derivedId<CustomerId>('customer', 'x'),
  recipientId: derivedId<RecipientId>('recipient', String(n)),
  roles,
  addressKinds: ['email', 'phone', 'wecom'],
  preferred: null,
  ownZone: null,
  ownLocale: null,
  zone: 'America/Argentina/ComodRivadavia',
  locale: 'zh-Hant-TW',
  active,
  version: 1,
});
const CUSTOMER: Customer = {
  id: derivedId<CustomerId>('customer', 'x'),
  name: 'Large',
  country: 'AR',
  zone: 'America/Argentina/ComodRivadavia',
  ownLocale: null,
  locale: 'es',
  since: '2020-01-01',
  ownerId: null,
  teamId: null,
  tier: 'CORE',
  tierOverride: null,
  version: 1,
  ownershipDue: false,
};

test('review 35: of 10,000 contacts the snapshot carries those who are addressed first, and fits in an event', () => {
  const many = Array.from({ length: 10_000 }, (_, n) => contact(n, n % 2 === 0, n % 100 === 0 ? ['billing'] : []));
  const renewal = contact(10_001, true, ['renewal', 'technical']);
  const told = toldContacts([...many, renewal]);
  expect(told).toHaveLength(MOST_TOLD);
  expect(told[0]).toBe(renewal);
  expect(told.slice(1, 101).every(({ roles }) => roles.includes('billing'))).toBe(true);
  expect(told.every(({ active }) => active)).toBe(true);
  const data = JSON.stringify(CustomerSnapshot.toJSON(customerSnapshot(CUSTOMER, [...many, renewal], [])));
  expect(data.length).toBeLessThan(MAX_EVENT_BYTES / 2);
});

test('whoever has no more contacts than that tells of all, those who left included', () => {
  const few = Array.from({ length: MOST_TOLD }, (_, n) => contact(n, n % 3 > 0, []));
  expect(toldContacts(few)).toBe(few);
});
