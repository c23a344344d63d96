import type {
  ContactRecord,
  ContractRecord,
  CustomerRecord,
  HoldRecord,
  OwnerRecord,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { FieldViolation } from '@perennial/kernel/violation';
import type { Freshness } from '../source-reference/source-reference.js';
import type { ContactFact } from './contact/contact-fact.js';
import type { ContractFact } from './contract/contract-fact.js';
import type { CustomerFact } from './customer/customer-fact.js';
import type { HoldFact } from './hold/hold-fact.js';
import type { OwnerFact } from './owner/owner-fact.js';

/** One record as a source sent it; `unversioned`: the version in it is not the source's, which states none. */
export type ImportRecord = { readonly unversioned?: boolean } & (
  | { readonly kind: 'owner'; readonly record: OwnerRecord }
  | { readonly kind: 'customer'; readonly record: CustomerRecord }
  | { readonly kind: 'contact'; readonly record: ContactRecord }
  | { readonly kind: 'contract'; readonly record: ContractRecord }
  | { readonly kind: 'hold'; readonly record: HoldRecord }
);

/** What became of it. */
export type ImportOutcome =
  | { readonly status: Freshness; readonly id: string; readonly notes?: readonly FieldViolation[] }
  | { readonly status: 'REJECTED'; readonly violations: readonly FieldViolation[] };

/** A record whose every field is well-formed; what depends on stored rows is decided later. */
export type ImportFact = OwnerFact | CustomerFact | ContactFact | ContractFact | HoldFact;
export type ImportKind = ImportFact['kind'];
