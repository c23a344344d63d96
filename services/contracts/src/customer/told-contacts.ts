import type { Contact, Role } from '../contact/contact.js';

/**
 * The most contacts that a customer's snapshot carries: an event of 10,000 could not be published, and would take the
 * whole round of an import with it.
 */
export const MOST_TOLD = 500;

/** Who is addressed before whom (protocol.md, Who decides what). */
const BY_ROLE: readonly Role[] = ['renewal', 'billing', 'executive', 'technical'];

/**
 * The contacts that a customer's snapshot carries: all of them, or of more than MOST_TOLD those who are addressed first
 * by role, the active ones in front. Who is left out counts as replaced for every replica, and is kept here.
 */
export function toldContacts(contacts: readonly Contact[]): readonly Contact[] {
  if (contacts.length <= MOST_TOLD) return contacts;
  return contacts
    .map((contact) => ({ contact, rank: rankOf(contact) }))
    .sort((a, b) => a.rank - b.rank || (a.contact.id < b.contact.id ? -1 : 1))
    .slice(0, MOST_TOLD)
    .map(({ contact }) => contact);
}

function rankOf({ active, roles }: Contact): number {
  const role = BY_ROLE.findIndex((wanted) => roles.includes(wanted));
  return (active ? 0 : BY_ROLE.length + 1) + (role < 0 ? BY_ROLE.length : role);
}
