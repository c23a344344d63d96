import type { ContactId, OwnerId, RecipientId } from '@perennial/kernel/ids';
import { enumNames } from '@perennial/proto/enum-names';
import { AddresseeKind as WireKind, Audience as WireAudience } from '@perennial/proto/gen/perennial/types/v1/types';
import type { Contact } from '../customer/customer.js';
import type { Owner } from '../owner/owner.js';

export const ADDRESSEE_KINDS = enumNames('ADDRESSEE_KIND_', WireKind);
export type AddresseeKind = (typeof ADDRESSEE_KINDS.words)[number];
export type AddresseeId = ContactId | OwnerId;

/** CUSTOMER: contacts of the customer. INTERNAL: owners, people of one's own company. */
export const AUDIENCES = enumNames('AUDIENCE_', WireAudience);
export type Audience = (typeof AUDIENCES.words)[number];

/** Somebody with an address. `zone` is empty where it is not known. */
export interface Addressee {
  readonly kind: AddresseeKind;
  readonly id: AddresseeId;
  readonly recipientId: RecipientId;
  readonly zone: string;
}

/** Who takes the place of those who cannot be reached, in this order; after them any active contact. */
const SUCCESSION: readonly string[] = ['renewal', 'billing', 'executive'];
/** Addresses at most that are told because nobody has any of these roles. */
const MOST_OF_ANY = 3;

/**
 * Contacts whom a step addresses: active ones of `roles` whom it can reach; where nobody is left, those of the next
 * role of the succession, and at last any active contacts: up to three addresses, those with a role of their own first,
 * so that it is not left to an id who hears a price (R-20, D-05). Empty when nobody can be reached.
 *
 * @param reaches whether the step can reach a contact on one of its channels.
 */
export function addressedContacts(
  contacts: readonly Contact[],
  roles: readonly string[],
  reaches: (contact: Contact) => boolean,
): Addressee[] {
  const active = contacts.filter((contact) => contact.active && contact.recipientId !== null && reaches(contact));
  const having = (wanted: readonly string[]): Contact[] =>
    active.filter((contact) => contact.roles.some((role) => wanted.includes(role)));
  const named = [roles, ...SUCCESSION.map((role) => [role])].map(having).find((people) => people.length > 0);
  if (named) return addresseesOf('CONTACT', named, (contact) => contact.contactId);
  const any = [...active].sort((a, b) => Number(b.roles.length > 0) - Number(a.roles.length > 0));
  const addresses = [...new Set(any.map(({ recipientId }) => recipientId))].slice(0, MOST_OF_ANY);
  return addresseesOf(
    'CONTACT',
    any.filter(({ recipientId }) => addresses.includes(recipientId)),
    (contact) => contact.contactId,
  );
}

/**
 * Owners whom an internal step addresses, by role: `owner` is the owner of the term, `manager` that owner's manager.
 * Otherwise, and for `director` and `finance`, those of that role in the owner's team, or in the company where the team
 * has none.
 *
 * @param reaches whether the step can reach an owner on one of its channels.
 */
export function addressedOwners(
  owners: readonly Owner[],
  ownerId: OwnerId | null,
  roles: readonly string[],
  reaches: (owner: Owner) => boolean,
): Addressee[] {
  const active = owners.filter((owner) => owner.active && owner.recipientId !== null && reaches(owner));
  const own = owners.find((owner) => owner.ownerId === ownerId);
  const of = (role: string): readonly Owner[] => {
    if (role === 'owner') return active.filter((owner) => owner.ownerId === ownerId);
    const manager = active.filter((owner) => owner.ownerId === own?.managerId);
    if (role === 'manager' && manager.length > 0) return manager;
    const named = active.filter((owner) => owner.role === role.toUpperCase());
    const ofTeam = named.filter(({ teamId }) => teamId !== null && teamId === own?.teamId);
    return ofTeam.length > 0 ? ofTeam : named;
  };
  return addresseesOf('OWNER', [...new Set(roles.flatMap(of))], (owner) => owner.ownerId);
}

interface Person {
  readonly recipientId: RecipientId | null;
  readonly zone: string;
}

function addresseesOf<P extends Person>(
  kind: AddresseeKind,
  people: readonly P[],
  idOf: (person: P) => AddresseeId,
): Addressee[] {
  return people
    .flatMap((person) => {
      const { recipientId, zone } = person;
      return recipientId === null ? [] : [{ kind, id: idOf(person), recipientId, zone }];
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
