import type { Role } from '../../contact/contact.js';
import type { AddressKind } from '../../person/person.js';
import type { Sourced } from '../sourced.js';

/** A well-formed record of a contact; null = left out by the source. */
export interface ContactFact extends Sourced {
  readonly kind: 'contact';
  readonly customer: string;
  readonly name: string;
  readonly email: string | null;
  /** As written: a national number needs the customer's country. */
  readonly phone: string | null;
  readonly wecom: string | null;
  readonly roles: readonly Role[];
  readonly preferred: AddressKind | null;
  readonly zone: string | null;
  readonly locale: string | null;
  readonly active: boolean;
}
