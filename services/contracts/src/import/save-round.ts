import type { Transaction } from '@perennial/database/database';
import { newEvent, type NewEvent } from '@perennial/events/event';
import type { CustomerId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { saveContacts } from '../contact/contact.store.js';
import { encryptContacts } from '../contact/encrypt-contacts.js';
import { saveDrafts } from '../contract/save-contracts.js';
import { changeCustomers, type CustomerChange } from '../customer/change-customers.js';
import { encryptOwners } from '../owner/encrypt-owners.js';
import { ownerSnapshot } from '../owner/owner-snapshot.js';
import { saveOwners, saveTeams } from '../owner/owner.store.js';
import type { FieldCipher } from '../person/field-cipher.js';
import { sourceKey } from '../source-reference/source-reference.js';
import { insertReferences, updateReferences } from '../source-reference/source-reference.store.js';
import type { LoadedRound } from './loaded-round.js';
import type { RoundDecision } from './round-decision.js';

/** Somebody else took a source id at the same moment; the round is decided anew against what they stored. */
export class ReferenceTaken extends Error {}

/**
 * Writes a decided round, one statement a table. @returns its events: owners, then customers, then contracts. @throws
 * ReferenceTaken
 */
export async function saveRound(
  tx: Transaction,
  loaded: LoadedRound,
  decided: RoundDecision,
  cipher: FieldCipher,
  now: Instant,
): Promise<NewEvent[]> {
  const isKnown = (reference: (typeof decided.taken)[number]) => loaded.references.has(sourceKey(reference));
  const fresh = decided.taken.filter((reference) => !isKnown(reference));
  if ((await insertReferences(tx, fresh)) < fresh.length)
    throw new ReferenceTaken('a source id was taken at the same moment');
  await updateReferences(tx, decided.taken.filter(isKnown));
  const owners = await encryptOwners(tx, decided.owners, cipher);
  await saveTeams(tx, [...new Map(decided.owners.map(({ team }) => [team.id, team])).values()]);
  await saveOwners(
    tx,
    owners.map(({ stored }) => stored),
  );
  const contacts = await encryptContacts(tx, decided.contacts, cipher);
  await saveContacts(
    tx,
    contacts.map(({ stored }) => stored),
  );
  await saveDrafts(tx, decided.contracts);
  const moved = new Set(contacts.filter(({ changed }) => changed).map(({ stored }) => stored.customerId));
  const customers = await changeCustomers(tx, touchedCustomers(loaded, decided, moved), now);
  const changedOwners = owners.filter(({ changed }) => changed);
  return [
    ...changedOwners.map(({ stored }) => newEvent('owner.changed', { owner: ownerSnapshot(stored) })),
    ...customers,
    ...decided.contracts.flatMap((draft) => draft.events()),
  ];
}

function touchedCustomers(
  loaded: LoadedRound,
  decided: RoundDecision,
  contactsMoved: ReadonlySet<CustomerId>,
): CustomerChange[] {
  const priced = new Set(decided.contracts.map(({ contract }) => contract.customerId));
  return [...decided.customers.values()]
    .map((after) => ({ before: loaded.customers.get(after.id), after, contactsChanged: contactsMoved.has(after.id) }))
    .filter(({ before, after, contactsChanged }) => before !== after || contactsChanged || priced.has(after.id));
}
