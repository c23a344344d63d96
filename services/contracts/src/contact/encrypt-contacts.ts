import type { Transaction } from '@perennial/database/database';
import { DomainError } from '@perennial/kernel/violation';
import { primaryAddress, sameContact, type Contact, type ContactDetails } from './contact.js';
import type { StoredContact } from './contact.store.js';
import type { FieldCipher } from './field-cipher.js';
import { ensureRecipients } from './recipient.store.js';

export interface ContactToEncrypt {
  readonly contact: Omit<Contact, 'recipientId'>;
  readonly details: ContactDetails;
  readonly before: Contact | undefined;
}

/**
 * Seals names and addresses and points each contact at the recipient of its primary address. `changed`: visible
 * outside.
 */
export async function encryptContacts(
  tx: Transaction,
  contacts: readonly ContactToEncrypt[],
  cipher: FieldCipher,
): Promise<{ readonly stored: StoredContact; readonly changed: boolean }[]> {
  const addressed = contacts.map((item) => {
    const primary = primaryAddress(item.details);
    if (!primary) throw new DomainError('INVALID_CONTACT', 'a contact has an email address or a phone number');
    return { ...item, recipient: { kind: primary.kind, hmac: cipher.index(primary.kind, primary.address) } };
  });
  const recipients = await ensureRecipients(
    tx,
    addressed.map(({ recipient }) => recipient),
  );
  return addressed.map(({ contact, details, before, recipient }) => {
    const recipientId = recipients.get(recipient.hmac.toString('hex'));
    if (!recipientId) throw new Error(`recipient of contact ${contact.id} was not stored`);
    const after: Contact = { ...contact, recipientId };
    const changed = before === undefined || !sameContact(before, after);
    const { name, email, phone } = details;
    const stored: StoredContact = {
      ...after,
      version: contact.version + 1,
      sealed: cipher.seal(contact.id, { name, email, phone }),
      emailHmac: email === null ? null : cipher.index('email', email),
      phoneHmac: phone === null ? null : cipher.index('phone', phone),
    };
    return { stored, changed };
  });
}
