import type { ContactId, ContractId, CustomerId, OwnerId } from '@perennial/kernel/ids';
import type { Contact } from '../contact/contact.js';
import type { ContractState } from '../contract/contract-draft.js';
import type { Customer } from '../customer/customer.js';
import type { Owner } from '../owner/owner.js';
import type { SourceReference } from '../source-reference/source-reference.js';

/** The rows that a round of records meets, locked. References by `sourceKey`, the rest by id. */
export interface LoadedRound {
  readonly references: Map<string, SourceReference>;
  readonly owners: Map<OwnerId, Owner>;
  readonly customers: Map<CustomerId, Customer>;
  readonly contacts: Map<ContactId, Contact>;
  readonly contracts: Map<ContractId, ContractState>;
}
