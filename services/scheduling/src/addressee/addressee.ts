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

/**
 * Contacts whom a step addresses: active, reachable ones of `roles`; when none has such a role the first reachable one
 * by id. Empty when nobody can be reached.
 */
export function addressedContacts(contacts: readonly Contact[], roles: readonly string[]): Addressee[] {
  const active = contacts.filter((contact) => contact.active && contact.recipientId !== null);
  const named = active.filter((contact) => contact.roles.some((role) => roles.includes(role)));
  const reachable = reachableOf('CONTACT', named.length > 0 ? named : active, (contact) => contact.contactId);
  return named.length > 0 ? reachable : reachable.slice(0, 1);
}

/**
 * Owners whom an internal step addresses, by role: `owner` is the owner of the term, `manager` that owner's manager.
 * Otherwise, and for `director` and `finance`, those of that role in the owner's team, or in the company where the team
 * has none.
 */
export function addressedOwners(
  owners: readonly Owner[],
  ownerId: OwnerId | null,
  roles: readonly string[],
): Addressee[] {
  const active = owners.filter((owner) => owner.active && owner.recipientId !== null);
  const own = owners.find((owner) => owner.ownerId === ownerId);
  const of = (role: string): readonly Owner[] => {
    if (role === 'owner') return active.filter((owner) => owner.ownerId === ownerId);
    const manager = active.filter((owner) => owner.ownerId === own?.managerId);
    if (role === 'manager' && manager.length > 0) return manager;
    const named = active.filter((owner) => owner.role === role.toUpperCase());
    const ofTeam = named.filter(({ teamId }) => teamId !== null && teamId === own?.teamId);
    return ofTeam.length > 0 ? ofTeam : named;
  };
  return reachableOf('OWNER', [...new Set(roles.flatMap(of))], (owner) => owner.ownerId);
}

interface Person {
  readonly recipientId: RecipientId | null;
  readonly zone: string;
}

function reachableOf<P extends Person>(
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
