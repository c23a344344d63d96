import type { CustomerId } from '@perennial/kernel/ids';
import { changeCustomers } from '../../customer/change-customers.js';
import { lockCustomers } from '../../customer/customer.store.js';
import type { StoredKind } from '../save-kind.js';

/** Saved after the other kinds: a customer's tier and event depend on its contracts and contacts. */
export const STORED_CUSTOMERS: StoredKind = {
  async load(tx, loaded, own, pointed) {
    const ids = [...new Set([...own, ...pointed])] as CustomerId[];
    for (const customer of ids.length === 0 ? [] : await lockCustomers(tx, ids))
      loaded.customers.set(customer.id, customer);
  },
  async save(tx, round) {
    const priced = new Set(round.contracts.map(({ contract }) => contract.customerId));
    const changes = [...round.customers.values()]
      .map((after) => ({
        before: round.loaded.customers.get(after.id),
        after,
        contactsChanged: round.contactsMoved.has(after.id),
      }))
      .filter(({ before, after, contactsChanged }) => before !== after || contactsChanged || priced.has(after.id));
    return await changeCustomers(tx, changes, round.now);
  },
};
