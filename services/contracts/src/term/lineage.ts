import type { TermId } from '@perennial/kernel/ids';
import { standing, type Term } from './term.js';

export const LINEAGE_KINDS = ['RENEWAL', 'SPLIT', 'MERGE'] as const;
export type LineageKind = (typeof LINEAGE_KINDS)[number];

/** That a term came out of another one. A split has one origin for many terms, a merge many for one. */
export interface Lineage {
  readonly termId: TermId;
  readonly fromTermId: TermId;
  readonly kind: LineageKind;
}

/**
 * The first term of a contract that was a part of another one came out of the term of that one which ran when it began.
 *
 * @param terms of the contract @param origin terms of the one that was split
 */
export function splitLink(terms: readonly Term[], origin: readonly Term[]): Lineage | null {
  const first = standing(terms)[0];
  const from = first && termOn(standing(origin), first.start);
  return from ? { termId: first.id, fromTermId: from.id, kind: 'SPLIT' } : null;
}

/**
 * The last term of a contract that was merged into another one went into the term of that one which ran when it ended.
 *
 * @param terms of the contract that has ended @param target terms of the one that goes on
 */
export function mergeLink(terms: readonly Term[], target: readonly Term[]): Lineage | null {
  const last = standing(terms).at(-1);
  const into = last && termOn(standing(target), last.lastDay);
  return into ? { termId: into.id, fromTermId: last.id, kind: 'MERGE' } : null;
}

/** The newest term that has begun on a day; where none has, the first. */
function termOn(terms: readonly Term[], day: string): Term | undefined {
  return terms.findLast(({ start }) => start <= day) ?? terms[0];
}
