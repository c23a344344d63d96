import type { Transaction } from '@perennial/database/database';
import type { ContactId, ContractId, CustomerId, Id, OwnerId } from '@perennial/kernel/ids';
import { lockContacts } from '../contact/contact.store.js';
import { loadContracts } from '../contract/load-contracts.js';
import { lockCustomers } from '../customer/customer.store.js';
import { findOwners, lockOwners } from '../owner/owner.store.js';
import { sourceKey, type SourceKind, type SourceReference } from '../source-reference/source-reference.js';
import { findReferences, lockReferences } from '../source-reference/source-reference.store.js';
import type { ImportFact } from './import-record.js';
import type { LoadedRound } from './loaded-round.js';
import { pointsAt } from './rounds.js';

/**
 * Looks up the references of a round, first and alone, then locks the rows behind them: owners, customers, contacts,
 * contracts, terms.
 */
export async function loadRound(tx: Transaction, facts: readonly ImportFact[]): Promise<LoadedRound> {
  const pointed = new Map(facts.flatMap((fact) => pointsAt(fact) ?? []).map((name) => [sourceKey(name), name]));
  const [own, others] = await tx.pipeline([
    lockReferences(tx, facts),
    pointed.size === 0 ? [] : findReferences(tx, [...pointed.values()]),
  ]);
  const ownerIds = ids<OwnerId>(own, 'owner');
  const owners = await unlessEmpty(ownerIds, () => lockOwners(tx, ownerIds));
  const pointedOwners = ids<OwnerId>(others, 'owner').filter((id) => !ownerIds.includes(id));
  const moreOwners = await unlessEmpty(pointedOwners, () => findOwners(tx, pointedOwners));
  const customerIds = [...new Set([...ids<CustomerId>(own, 'customer'), ...ids<CustomerId>(others, 'customer')])];
  const customers = await unlessEmpty(customerIds, () => lockCustomers(tx, customerIds));
  const contactIds = ids<ContactId>(own, 'contact');
  const contacts = await unlessEmpty(contactIds, () => lockContacts(tx, contactIds));
  return {
    references: new Map([...others, ...own].map((reference) => [sourceKey(reference), reference])),
    owners: byId([...moreOwners, ...owners]),
    customers: byId(customers),
    contacts: byId(contacts),
    contracts: await loadContracts(tx, ids<ContractId>(own, 'contract')),
  };
}

function ids<T extends Id<string>>(references: readonly SourceReference[], kind: SourceKind): T[] {
  return references.filter((reference) => reference.kind === kind).map(({ entityId }) => entityId as T);
}

async function unlessEmpty<T>(ids: readonly string[], load: () => Promise<T[]>): Promise<T[]> {
  return ids.length === 0 ? [] : await load();
}

function byId<I extends string, T extends { readonly id: I }>(rows: readonly T[]): Map<I, T> {
  return new Map(rows.map((row) => [row.id, row]));
}
