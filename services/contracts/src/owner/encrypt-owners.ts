import type { Transaction } from '@perennial/database/database';
import { encryptPeople } from '../person/encrypt-people.js';
import type { FieldCipher } from '../person/field-cipher.js';
import type { PersonDetails } from '../person/person.js';
import { sameOwner, type Owner } from './owner.js';
import type { StoredOwner } from './owner.store.js';

export interface OwnerToEncrypt {
  readonly owner: Omit<Owner, 'recipientId'>;
  readonly details: PersonDetails;
  readonly before: Owner | undefined;
}

/** Owners as they are stored; `changed`: visible outside, which is a new version. */
export async function encryptOwners(
  tx: Transaction,
  owners: readonly OwnerToEncrypt[],
  cipher: FieldCipher,
): Promise<{ readonly stored: StoredOwner; readonly changed: boolean }[]> {
  const people = owners.map((item) => ({ ...item, id: item.owner.id }));
  return (await encryptPeople(tx, people, cipher)).map(({ owner, before, person, recipientId }) => {
    const after: Owner = { ...owner, recipientId };
    const changed = before === undefined || !sameOwner(before, after);
    return { stored: { ...after, ...person, version: owner.version + (changed ? 1 : 0) }, changed };
  });
}
