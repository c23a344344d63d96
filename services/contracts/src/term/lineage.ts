import type { TermId } from '@perennial/kernel/ids';

export const LINEAGE_KINDS = ['RENEWAL', 'SPLIT', 'MERGE'] as const;
export type LineageKind = (typeof LINEAGE_KINDS)[number];

/** That a term came out of another one. A split has one origin for many terms, a merge many for one. */
export interface Lineage {
  readonly termId: TermId;
  readonly fromTermId: TermId;
  readonly kind: LineageKind;
}
