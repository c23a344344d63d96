import type { Transaction } from '@perennial/database/database';
import type { RecipientId } from '@perennial/kernel/ids';
import type { FieldCipher } from './field-cipher.js';
import { ADDRESS_KINDS, indexedAddress, primaryAddress, type PersonDetails } from './person.js';
import type { StoredPerson } from './person.store.js';
import { ensureRecipients } from './recipient.store.js';

export interface PersonToEncrypt {
  /** Of the contact or owner: authenticated with each field, so that values cannot be moved between rows. */
  readonly id: string;
  readonly details: PersonDetails;
}

export interface Encrypted {
  readonly person: StoredPerson;
  readonly recipientId: RecipientId | null;
}

/** Encrypts names and addresses, and finds or creates the recipient of each primary address. */
export async function encryptPeople<T extends PersonToEncrypt>(
  tx: Transaction,
  people: readonly T[],
  cipher: FieldCipher,
): Promise<(T & Encrypted)[]> {
  const primaries = people.map(({ details }) => {
    const primary = primaryAddress(details);
    return (
      primary && { kind: primary.kind, hmac: cipher.index(primary.kind, indexedAddress(primary.kind, primary.address)) }
    );
  });
  const recipients = await ensureRecipients(
    tx,
    primaries.filter((primary) => primary !== null),
  );
  return people.map((item, index) => {
    const { id, details } = item;
    const primary = primaries[index];
    const recipientId = primary ? recipients.get(primary.hmac.toString('hex')) : null;
    if (recipientId === undefined) throw new Error(`the recipient of ${id} was not stored`);
    const hmacs = ADDRESS_KINDS.map((kind) => {
      const address = details[kind];
      return [kind, address === null ? null : cipher.index(kind, indexedAddress(kind, address))];
    });
    const { name, email, phone, wecom } = details;
    const sealed = cipher.seal(id, { name, email, phone, wecom });
    return { ...item, person: { sealed, hmacs: Object.fromEntries(hmacs) as StoredPerson['hmacs'] }, recipientId };
  });
}
