import type { TermId } from '@perennial/kernel/ids';

/** What a person must look at: a step of a term (`subject`), and why, as in NO_ADDRESS or TRIES_USED. */
export interface Review {
  readonly termId: TermId;
  readonly subject: string;
  readonly reason: string;
}
