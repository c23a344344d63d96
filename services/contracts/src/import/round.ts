import type { ContactId, ContractId, CustomerId, HoldId, OwnerId, TeamId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { FieldViolation } from '@perennial/kernel/violation';
import type { ContactToEncrypt } from '../contact/encrypt-contacts.js';
import type { Contact } from '../contact/contact.js';
import type { ContractDraft, ContractState } from '../contract/contract-draft.js';
import type { Customer } from '../customer/customer.js';
import type { Owner } from '../owner/owner.js';
import type { Invoice } from '../reference/reference.js';
import type { Hold } from '../hold/hold.js';
import type { SourceName, SourceReference } from '../source-reference/source-reference.js';
import type { DecidedOwner } from './owner/owner-decision.js';
import type { Sourced } from './sourced.js';

/** The rows that a round of records meets, locked. References by `sourceKey`, the rest by id. */
export interface LoadedRound {
  readonly references: Map<string, SourceReference>;
  readonly owners: Map<OwnerId, Owner>;
  readonly customers: Map<CustomerId, Customer>;
  readonly contacts: Map<ContactId, Contact>;
  readonly contracts: Map<ContractId, ContractState>;
  /** Those that records are about, and those that stand on what the round meets. */
  readonly holds: Map<HoldId, Hold>;
}

export function emptyRound(): LoadedRound {
  return {
    references: new Map(),
    owners: new Map(),
    customers: new Map(),
    contacts: new Map(),
    contracts: new Map(),
    holds: new Map(),
  };
}

/** A round while its kinds decide it: what was loaded, and what has become of it so far. */
export interface Round {
  readonly loaded: LoadedRound;
  readonly now: Instant;
  readonly owners: DecidedOwner[];
  /** The team of each owner that this round reads or changes. */
  readonly teamOf: Map<OwnerId, TeamId>;
  /** Customers that this round reads or changes, as they are decided. */
  readonly customers: Map<CustomerId, Customer>;
  readonly contacts: ContactToEncrypt[];
  /** Customers of whose contacts or holds something visible changed; of contacts it is known when they are stored. */
  readonly contactsMoved: Set<CustomerId>;
  readonly contracts: ContractDraft[];
  /** Invoices that its contracts tell. */
  readonly invoices: Invoice[];
  /** What the answer says of records that were taken otherwise than they may suggest. */
  readonly notes: Map<Sourced, readonly FieldViolation[]>;
  /** Holds that this round changes. */
  readonly holds: Map<HoldId, Hold>;
  /** The id behind a reference: of an unknown one an id without a row. */
  idOf(name: SourceName): string;
}

/** Why a record is refused; null when it is taken. */
export type Refusal = readonly FieldViolation[] | null;
