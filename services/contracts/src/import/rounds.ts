import { sourceKey } from '../source-reference/source-reference.js';
import type { ImportFact } from './import-record.js';

/** The most rows one transaction writes (protocol.md, Claim and locks). */
export const MAX_ROWS = 1_000;
/** Rows that a record of each kind writes at most, events and its customer included. */
const ROWS: Readonly<Record<ImportFact['kind'], number>> = { owner: 5, customer: 3, contact: 5, contract: 8 };

/**
 * Cuts a batch into rounds of one transaction each, such that deciding a round kind by kind (owners, customers,
 * contacts,
 * contracts) gives what deciding record by record would: a source id occurs once in a round, and what a record points
 * at
 * never follows it there.
 */
export function toRounds<T extends { readonly fact: ImportFact }>(items: readonly T[], maxRows = MAX_ROWS): T[][] {
  const rounds: T[][] = [];
  let seen = new Set<string>();
  let rows = 0;
  for (const item of items) {
    const { fact } = item;
    if (rounds.length === 0 || seen.has(sourceKey(fact)) || rows + ROWS[fact.kind] > maxRows) {
      rounds.push([]);
      seen = new Set();
      rows = 0;
    }
    rounds.at(-1)?.push(item);
    rows += ROWS[fact.kind];
    seen.add(sourceKey(fact));
    const pointed = pointsAt(fact);
    if (pointed) seen.add(sourceKey(pointed));
  }
  return rounds;
}

/** The reference a record makes to another one of its system. */
export function pointsAt(fact: ImportFact): { kind: 'owner' | 'customer'; system: string; sourceId: string } | null {
  if (fact.kind === 'contact' || fact.kind === 'contract')
    return { kind: 'customer', system: fact.system, sourceId: fact.customer };
  const owner = fact.kind === 'customer' ? fact.owner : fact.manager;
  return owner === null ? null : { kind: 'owner', system: fact.system, sourceId: owner };
}
