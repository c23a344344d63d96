import type { OwnerRole } from '../../owner/owner.js';
import type { Sourced } from '../sourced.js';

/** A well-formed record of an owner; null = left out by the source. */
export interface OwnerFact extends Sourced {
  readonly kind: 'owner';
  readonly name: string;
  readonly team: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly wecom: string | null;
  readonly manager: string | null;
  readonly role: OwnerRole;
  readonly zone: string;
  readonly locale: string;
  readonly active: boolean;
}
