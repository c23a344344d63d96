import type { Sourced } from '../sourced.js';

/** A well-formed record of a hold; null = left out by the source. One of customer and contract is given. */
export interface HoldFact extends Sourced {
  readonly kind: 'hold';
  readonly customer: string | null;
  readonly contract: string | null;
  readonly reason: string;
  readonly owner: string | null;
  readonly until: string;
  /** The source takes it off. */
  readonly ended: boolean;
}
