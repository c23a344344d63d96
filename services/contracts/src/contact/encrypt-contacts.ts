import type { Transaction } from '@perennial/database/database';
import { DomainError } from '@perennial/kernel/violation';
import { encryptPeople } from '../person/encrypt-people.js';
import type { FieldCipher } from '../person/field-cipher.js';
import type { PersonDetails } from '../person/person.js';
import { sameContact, type Contact } from './contact.js';
import type { StoredContact } from './contact.store.js';

export interface ContactToEncrypt {
  readonly contact: Omit<Contact, 'recipientId'>;
  readonly details: PersonDetails;
  readonly before: Contact | undefined;
}

/** Contacts as they are stored; `changed`: visible outside. */
export async function encryptContacts(
  tx: Transaction,
  contacts: readonly ContactToEncrypt[],
  cipher: FieldCipher,
): Promise<{ readonly stored: StoredContact; readonly changed: boolean }[]> {
  const people = contacts.map((item) => ({ ...item, id: item.contact.id }));
  return (await encryptPeople(tx, people, cipher)).map(({ contact, before, person, recipientId }) => {
    if (recipientId === null)
      throw new DomainError('INVALID_CONTACT', 'a contact has an email address or a phone number');
    const after: Contact = { ...contact, recipientId };
    const changed = before === undefined || !sameContact(before, after);
    return { stored: { ...after, ...person, version: contact.version + 1 }, changed };
  });
}
