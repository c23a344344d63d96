import { utcDate } from '@perennial/calendar/retention';
import type { Transaction } from '@perennial/database/sql';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import type { TermFacts } from '../term/term.js';
import { readTermFacts, type StoredFacts } from '../term/term-facts.store.js';
import { restoreMoney } from './archive.store.js';

/**
 * Facts of terms whose locks the caller holds, for whoever changes their money: what lies in the archive comes back
 * before, in the same transaction (protocol.md, Retention).
 */
export async function readLiveFacts(
  tx: Transaction,
  termIds: readonly TermId[],
  now: Instant,
): Promise<Map<TermId, TermFacts>> {
  return await liven(tx, await readTermFacts(tx, termIds), now);
}

/**
 * The same for terms of which events came, already locked: an archived one of which they said nothing new is left out
 * and stays where it is, so that a replay of the whole topic leaves the archive alone.
 */
export async function readChangedFacts(
  tx: Transaction,
  termIds: readonly TermId[],
  changed: ReadonlySet<TermId>,
  now: Instant,
): Promise<Map<TermId, TermFacts>> {
  const facts = await readTermFacts(tx, termIds);
  return await liven(tx, new Map([...facts].filter(([id, { archived }]) => !archived || changed.has(id))), now);
}

async function liven(
  tx: Transaction,
  facts: ReadonlyMap<TermId, StoredFacts>,
  now: Instant,
): Promise<Map<TermId, TermFacts>> {
  const archived = [...facts.values()].filter((term) => term.archived).map(({ termId }) => termId);
  if (archived.length === 0) return new Map(facts);
  await restoreMoney(tx, archived, localDate(utcDate(now)));
  return new Map([...facts, ...(await readTermFacts(tx, archived))]);
}
