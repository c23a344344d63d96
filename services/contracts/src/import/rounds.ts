import { sourceKey } from '../source-reference/source-reference.js';
import type { ImportFact } from './import-record.js';
import { allPointed, kindOf } from './record-kinds.js';

/** The most rows one transaction writes (protocol.md, Claim and locks). */
export const MAX_ROWS = 1_000;

/**
 * Cuts a batch into rounds of one transaction each, such that deciding a round kind by kind (owners, customers,
 * contacts, contracts) gives what deciding record by record would: a source id occurs once in a round, and what a
 * record points at never follows it there.
 */
export function toRounds<T extends { readonly fact: ImportFact }>(items: readonly T[], maxRows = MAX_ROWS): T[][] {
  const rounds: T[][] = [];
  let seen = new Set<string>();
  let rows = 0;
  for (const item of items) {
    const { fact } = item;
    if (rounds.length === 0 || seen.has(sourceKey(fact)) || rows + kindOf(fact.kind).rows(fact) > maxRows) {
      rounds.push([]);
      seen = new Set();
      rows = 0;
    }
    rounds.at(-1)?.push(item);
    rows += kindOf(fact.kind).rows(fact);
    seen.add(sourceKey(fact));
    for (const pointed of allPointed(fact)) seen.add(sourceKey(pointed));
  }
  return rounds;
}
