import type { ContactId } from '@perennial/kernel/ids';
import { clearReviews } from '@perennial/service/review/review.store';
import { lockContacts, saveContacts } from '../../contact/contact.store.js';
import { encryptContacts } from '../../contact/encrypt-contacts.js';
import { keepJudged } from '../../incomplete/keep-judged.js';
import { missingOfContact } from '../../incomplete/missing.js';
import { unreadable } from '../../review/unreadable.js';
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
    await clearReviews(
      tx,
      contacts.map(({ stored }) => unreadable('contact', stored.id)),
      round.now,
    );
    await keepJudged(
      tx,
      contacts.map(({ stored }) => {
        const { id, customerId } = stored;
        return { kind: 'contact', id, customerId, missing: missingOfContact(stored) };
      }),
      round.now,
    );
    for (const { stored, changed } of contacts) if (changed) round.contactsMoved.add(stored.customerId);
    return [];
  },
};
