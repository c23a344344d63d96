import type { ContactId } from '@perennial/kernel/ids';
import { lockContacts, saveContacts } from '../../contact/contact.store.js';
import { encryptContacts } from '../../contact/encrypt-contacts.js';
import type { StoredKind } from '../save-kind.js';

/** Contacts have no event of their own: their customer tells of them. */
export const STORED_CONTACTS: StoredKind = {
  async load(tx, loaded, own) {
    for (const contact of own.length === 0 ? [] : await lockContacts(tx, own as ContactId[]))
      loaded.contacts.set(contact.id, contact);
  },
  async save(tx, round, cipher) {
    const contacts = await encryptContacts(tx, round.contacts, cipher);
    await saveContacts(
      tx,
      contacts.map(({ stored }) => stored),
    );
    for (const { stored, changed } of contacts) if (changed) round.contactsMoved.add(stored.customerId);
    return [];
  },
};
