import type { TermId } from '@perennial/kernel/ids';

/** A policy version of which not all terms have been marked for planning yet. */
export interface Marking {
  readonly name: string;
  readonly version: number;
  /** The last term that was marked, in order of id; null before the first. */
  readonly markedTo: TermId | null;
}
