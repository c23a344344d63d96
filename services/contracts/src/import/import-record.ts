import type { Role } from '../contact/contact.js';
import type {
  ContractRecord,
  ContactRecord,
  CustomerRecord,
  OwnerRecord,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { Money } from '@perennial/kernel/money';
import type { FieldViolation } from '@perennial/kernel/violation';
import type { ContractStatus, ProductType } from '../contract/contract.js';
import type { OwnerRole } from '../owner/owner.js';
import type { Tier } from '../customer/tier.js';
import type { Freshness, SourceName } from '../source-reference/source-reference.js';

/** One record as a source sent it. */
export type ImportRecord =
  | { readonly kind: 'owner'; readonly record: OwnerRecord }
  | { readonly kind: 'customer'; readonly record: CustomerRecord }
  | { readonly kind: 'contact'; readonly record: ContactRecord }
  | { readonly kind: 'contract'; readonly record: ContractRecord };

/** What became of it. */
export type ImportOutcome =
  | { readonly status: Freshness; readonly id: string }
  | { readonly status: 'REJECTED'; readonly violations: readonly FieldViolation[] };

interface Sourced extends SourceName {
  readonly version: bigint;
}

/**
 * Records whose every field is well-formed; what depends on stored rows is decided later. Null = left out by the
 * source.
 */
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

export interface CustomerFact extends Sourced {
  readonly kind: 'customer';
  readonly name: string;
  readonly country: string;
  readonly zone: string;
  readonly locale: string;
  readonly since: string;
  readonly owner: string | null;
  readonly tierOverride: Tier | null;
}

export interface ContactFact extends Sourced {
  readonly kind: 'contact';
  readonly customer: string;
  readonly name: string;
  readonly email: string | null;
  /** As written: a national number needs the customer's country. */
  readonly phone: string | null;
  readonly wecom: string | null;
  readonly roles: readonly Role[];
  readonly zone: string | null;
  readonly locale: string | null;
  readonly active: boolean;
}

export interface ContractFact extends Sourced {
  readonly kind: 'contract';
  readonly customer: string;
  readonly product: string;
  readonly productType: ProductType;
  readonly periodMonths: number;
  readonly originalStart: string;
  /** Null: the term that runs now. */
  readonly term: { readonly start: string; readonly lastDay: string } | null;
  readonly zone: string | null;
  readonly amount: Money;
  readonly autoRenew: boolean;
  readonly seats: number;
  readonly status: ContractStatus;
  readonly endedOn: string | null;
}

export type ImportFact = OwnerFact | CustomerFact | ContactFact | ContractFact;
