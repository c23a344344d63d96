import type { Contact } from '../contact/contact.js';
import type { Contract } from '../contract/contract.js';
import type { Customer } from '../customer/customer.js';
import { standing, type Term } from '../term/term.js';

/** What a customer lacks to be reached: somebody there who is told, and somebody here who is told. */
export function missingOfCustomer(
  { ownerId }: Pick<Customer, 'ownerId'>,
  contacts: readonly Pick<Contact, 'active'>[],
): string[] {
  return [
    ...(contacts.some(({ active }) => active) ? [] : ['contacts']), //
    ...(ownerId === null ? ['owner'] : []),
  ];
}

/** What a contact lacks: a step that has mail alone does not reach one who has a phone number only (K20). */
export function missingOfContact({ active, addressKinds }: Pick<Contact, 'active' | 'addressKinds'>): string[] {
  return active && !addressKinds.includes('email') ? ['email'] : [];
}

/**
 * What an active contract lacks to be renewed: a product, a period, a price. A trial may cost nothing; a contract that
 * is over lacks nothing.
 */
export function missingOfContract(
  { status, product, productType }: Pick<Contract, 'status' | 'product' | 'productType'>,
  terms: readonly Term[],
): string[] {
  if (status !== 'ACTIVE') return [];
  const newest = standing(terms).at(-1);
  const free = newest !== undefined && newest.amount.minor === 0n && productType !== 'trial';
  return [
    ...(product.trim() === '' ? ['product'] : []),
    ...(newest === undefined ? ['term'] : []),
    ...(free ? ['amount'] : []),
  ];
}
