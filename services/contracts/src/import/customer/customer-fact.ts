import type { Tier } from '../../customer/tier.js';
import type { Sourced } from '../sourced.js';

/** A well-formed record of a customer; null = left out by the source. */
export interface CustomerFact extends Sourced {
  readonly kind: 'customer';
  readonly name: string;
  readonly country: string;
  readonly zone: string;
  readonly locale: string | null;
  readonly since: string;
  readonly owner: string | null;
  readonly tierOverride: Tier | null;
}
