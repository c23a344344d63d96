import type { Transaction } from '@perennial/database/database';
import type { Outbox } from '@perennial/events/outbox/outbox';
import type { ContractId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { lockCustomers } from '../customer/customer.store.js';
import { changeCustomers } from '../customer/change-customers.js';
import { ContractDraft } from './contract-draft.js';
import { customerIdsOf } from './contract.store.js';
import { loadContracts } from './load-contracts.js';
import { saveDrafts } from './save-contracts.js';

/**
 * Locks customers, contracts and terms in that order, lets `decide` change each contract, stores the outcome, computes
 * the customers' tiers anew and appends the events. @returns the drafts, by contract id
 */
export async function changeContracts(
  tx: Transaction,
  outbox: Outbox,
  contractIds: readonly ContractId[],
  now: Instant,
  decide: (draft: ContractDraft) => void,
): Promise<ContractDraft[]> {
  const ids = [...new Set(contractIds)].sort();
  const customers = await lockCustomers(tx, await customerIdsOf(tx, ids));
  const drafts = [...(await loadContracts(tx, ids)).values()].map(
    (state) => new ContractDraft(state.contract, state, now),
  );
  for (const draft of drafts) decide(draft);
  await saveDrafts(tx, drafts);
  const changed = await changeCustomers(
    tx,
    customers.map((customer) => ({ before: customer, after: customer, contactsChanged: false })),
    now,
  );
  await outbox.append(tx, [...changed, ...drafts.flatMap((draft) => draft.events())], now);
  return drafts;
}
