import type { Transaction } from '@perennial/database/database';
import type { Outbox } from '@perennial/events/outbox/outbox';
import type { ContractId, CustomerId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { ContractDraft } from '../contract/contract-draft.js';
import { loadContracts } from '../contract/load-contracts.js';
import { saveDrafts } from '../contract/save-contracts.js';
import { changeCustomers } from '../customer/change-customers.js';
import { lockCustomers } from '../customer/customer.store.js';
import type { Customer } from '../customer/customer.js';
import { resumeGraces } from '../term/held-lapse.store.js';
import type { Hold } from './hold.js';
import { saveHolds } from './hold.store.js';

/** The customers and contracts that holds are on, locked in that order. */
export interface Covered {
  readonly customers: ReadonlyMap<CustomerId, Customer>;
  readonly drafts: ReadonlyMap<ContractId, ContractDraft>;
}

export async function lockCovered(
  tx: Transaction,
  on: readonly { readonly customerId: CustomerId; readonly contractId: ContractId | null }[],
  now: Instant,
): Promise<Covered> {
  const customers = await lockCustomers(tx, [...new Set(on.map(({ customerId }) => customerId))]);
  const contractIds = [...new Set(on.flatMap(({ contractId }) => contractId ?? []))];
  const states = await loadContracts(tx, contractIds);
  return {
    customers: new Map(customers.map((customer) => [customer.id, customer])),
    drafts: new Map([...states].map(([id, state]) => [id, new ContractDraft(state.contract, state, now)])),
  };
}

/** Stores holds that were placed, changed or ended, and tells it with the state of what they are on. */
export async function publishHolds(
  tx: Transaction,
  outbox: Outbox,
  holds: readonly Hold[],
  { customers, drafts }: Covered,
  now: Instant,
): Promise<void> {
  await saveHolds(tx, holds);
  for (const hold of holds) if (hold.contractId) drafts.get(hold.contractId)?.putHold(hold);
  const held = new Set(holds.filter(({ scope }) => scope === 'CUSTOMER').map(({ customerId }) => customerId));
  const changes = [...customers.values()]
    .filter(({ id }) => held.has(id))
    .map((customer) => ({ before: customer, after: customer, contactsChanged: true }));
  await saveDrafts(tx, [...drafts.values()]);
  const told = await changeCustomers(tx, changes, now);
  await resumeGraces(
    tx,
    holds.map(({ subjectId }) => subjectId as TermId),
  );
  await outbox.append(tx, [...told, ...[...drafts.values()].flatMap((draft) => draft.events())], now);
}
