import { formatMoney } from '@perennial/kernel/money';
import type { Contract, Customer, Term } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import type { Reminder } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { unary } from '@perennial/service/grpc/client';
import type { Peers } from '../api/peers.client.js';

export const DEADLINE_MS = 5_000;
/** The most rows a list answers at once. */
export const LARGEST_PAGE = 500;
export const ANY_TERM = {
  customerId: '',
  contractId: '',
  termIds: [],
  state: TermState.TERM_STATE_UNSPECIFIED,
  lastDayFrom: '',
  lastDayTo: '',
  pageSize: LARGEST_PAGE,
  pageToken: '',
};

/** A reminder with what a person calls the things that it is about; what is not known is undefined. */
export interface ReminderRow {
  readonly reminder: Reminder;
  readonly customer: Customer | undefined;
  readonly contract: Contract | undefined;
  readonly term: Term | undefined;
}

/** Names for at most 500 reminders: three calls, however many they are. @throws DomainError PEER_UNAVAILABLE */
export async function loadReminderRows(peers: Peers, reminders: readonly Reminder[]): Promise<ReminderRow[]> {
  if (reminders.length === 0) return [];
  const ids = (of: (reminder: Reminder) => string): string[] => [...new Set(reminders.map(of))];
  const page = { pageSize: LARGEST_PAGE, pageToken: '' };
  const customerIds = ids(({ customerId }) => customerId);
  const contractIds = ids(({ contractId }) => contractId);
  const [{ customers }, { contracts }, { terms }] = await Promise.all([
    unary(peers.customers, 'listCustomers', { ...page, nameContains: '', customerIds }, DEADLINE_MS),
    unary(peers.contracts, 'listContracts', { ...page, customerId: '', contractIds }, DEADLINE_MS),
    unary(peers.contracts, 'listTerms', { ...ANY_TERM, termIds: ids(({ termId }) => termId) }, DEADLINE_MS),
  ]);
  const customerOf = new Map(customers.map((customer) => [customer.customerId, customer]));
  const contractOf = new Map(contracts.map((contract) => [contract.contractId, contract]));
  const termOf = new Map(terms.map((term) => [term.termId, term]));
  return reminders.map((reminder) => ({
    reminder,
    customer: customerOf.get(reminder.customerId),
    contract: contractOf.get(reminder.contractId),
    term: termOf.get(reminder.termId),
  }));
}

/** `$1,200.00`; empty for a term without a price. */
export function priceText(term: Pick<Term, 'amount'> | undefined): string {
  return term?.amount ? formatMoney(term.amount, 'en') : '';
}
