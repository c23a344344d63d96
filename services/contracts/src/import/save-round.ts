import type { Transaction } from '@perennial/database/database';
import type { NewEvent } from '@perennial/events/event';
import type { FieldCipher } from '../person/field-cipher.js';
import { sourceKey, type SourceKind, type SourceReference } from '../source-reference/source-reference.js';
import {
  findReferences,
  insertReferences,
  lockReferences,
  updateReferences,
} from '../source-reference/source-reference.store.js';
import { STORED_CONTACTS } from './contact/save-contacts.js';
import { STORED_CONTRACTS } from './contract/save-contract-records.js';
import { STORED_CUSTOMERS } from './customer/save-customers.js';
import type { ImportFact, ImportKind } from './import-record.js';
import { STORED_HOLDS } from './hold/save-holds.js';
import { STORED_OWNERS } from './owner/save-owners.js';
import { allPointed, IMPORT_KINDS } from './record-kinds.js';
import type { RoundDecision } from './round-decision.js';
import { emptyRound, type LoadedRound } from './round.js';
import type { StoredKind } from './save-kind.js';

const STORED: Readonly<Record<ImportKind, StoredKind>> = {
  owner: STORED_OWNERS,
  customer: STORED_CUSTOMERS,
  contact: STORED_CONTACTS,
  contract: STORED_CONTRACTS,
  hold: STORED_HOLDS,
};
const SAVED_IN_ORDER: readonly ImportKind[] = ['owner', 'contact', 'hold', 'contract', 'customer'];

/** Somebody else took a source id at the same moment; the round is decided anew against what they stored. */
export class ReferenceTaken extends Error {}

/** Looks up the references of a round, first and alone, then locks the rows behind them, kind by kind. */
export async function loadRound(tx: Transaction, facts: readonly ImportFact[]): Promise<LoadedRound> {
  const pointed = new Map(facts.flatMap(allPointed).map((name) => [sourceKey(name), name]));
  const [own, others] = await tx.pipeline([
    lockReferences(tx, facts),
    pointed.size === 0 ? Promise.resolve([]) : findReferences(tx, [...pointed.values()]),
  ]);
  const loaded = emptyRound();
  for (const reference of [...others, ...own]) loaded.references.set(sourceKey(reference), reference);
  const held = facts.some(({ kind }) => kind === 'hold');
  for (const kind of IMPORT_KINDS)
    if (kind !== 'hold' || held) await STORED[kind].load(tx, loaded, idsOf(own, kind), idsOf(others, kind));
  return loaded;
}

/**
 * Writes a decided round, a few statements a table. @returns its events: owners, then customers, then contracts.
 * @throws ReferenceTaken
 */
export async function saveRound(tx: Transaction, round: RoundDecision, cipher: FieldCipher): Promise<NewEvent[]> {
  const isKnown = (reference: SourceReference) => round.loaded.references.has(sourceKey(reference));
  const fresh = round.taken.filter((reference) => !isKnown(reference));
  if ((await insertReferences(tx, fresh)) < fresh.length)
    throw new ReferenceTaken('a source id was taken at the same moment');
  await updateReferences(tx, round.taken.filter(isKnown));
  const events = new Map<ImportKind, NewEvent[]>();
  for (const kind of SAVED_IN_ORDER) events.set(kind, await STORED[kind].save(tx, round, cipher));
  return IMPORT_KINDS.flatMap((kind) => events.get(kind) ?? []);
}

function idsOf(references: readonly SourceReference[], kind: SourceKind): string[] {
  return references.filter((reference) => reference.kind === kind).map(({ entityId }) => entityId);
}
