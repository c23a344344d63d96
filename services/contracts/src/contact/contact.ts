import type { ContactId, CustomerId, RecipientId } from '@perennial/kernel/ids';
import type { AddressKind } from '../person/person.js';

export const ROLES = ['renewal', 'billing', 'technical', 'executive'] as const;
export type Role = (typeof ROLES)[number];

/** A person at a customer, without name and addresses: those are encrypted (person/). */
export interface Contact {
  readonly id: ContactId;
  readonly customerId: CustomerId;
  /** The primary address (email, else phone), shared by all contacts that have it. */
  readonly recipientId: RecipientId;
  readonly roles: readonly Role[];
  /** Kinds of address that the contact has. */
  readonly addressKinds: readonly AddressKind[];
  /** The kind of address at which the contact wants to hear (C-16); null: he has not said. */
  readonly preferred: AddressKind | null;
  /** Null: the source left it empty, and it is the customer's, whatever that becomes. */
  readonly ownZone: string | null;
  readonly ownLocale: string | null;
  /** The contact's own, else the customer's: resolved when it is read. */
  readonly zone: string;
  readonly locale: string;
  /** False: the contact has left. */
  readonly active: boolean;
  readonly version: number;
}

/** Whether two states of a contact look the same from outside. */
export function sameContact(a: Contact, b: Contact): boolean {
  return (
    a.recipientId === b.recipientId &&
    a.zone === b.zone &&
    a.locale === b.locale &&
    a.active === b.active &&
    a.preferred === b.preferred &&
    a.roles.join() === b.roles.join() &&
    a.addressKinds.join() === b.addressKinds.join()
  );
}
