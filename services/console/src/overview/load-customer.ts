import type { CustomerId } from '@perennial/kernel/ids';
import type { Contact, Contract, Customer, Term } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import type { TermLook } from '@perennial/proto/gen/perennial/payments/v1/payments';
import type { Reminder } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { ReminderState } from '@perennial/proto/gen/perennial/types/v1/types';
import { unary } from '@perennial/service/grpc/client';
import type { Peers } from '../api/peers.client.js';
import { ANY_TERM, DEADLINE_MS, LARGEST_PAGE } from './load-reminder-rows.js';

const TERMS_SHOWN = 25;
/** A customer's reminders are read by 500; more than these pages of them are not shown. */
const MOST_PAGES = 8;

export interface TermOverview {
  readonly term: Term;
  readonly contract: Contract | undefined;
  /** Price and pay link. */
  readonly look: TermLook | undefined;
  readonly reminders: readonly Reminder[];
}

export interface CustomerOverview {
  readonly customer: Customer;
  readonly contacts: ReadonlyMap<string, Contact>;
  readonly terms: readonly TermOverview[];
  /** Empty on the last page of terms. */
  readonly nextPageToken: string;
  /** False: the customer has more reminders than are read at once. */
  readonly allReminders: boolean;
}

/**
 * A customer with a page of its terms, by last day, and their reminders.
 * @throws DomainError CUSTOMER_NOT_FOUND, INVALID_REQUEST, PEER_UNAVAILABLE
 */
export async function loadCustomer(peers: Peers, customerId: CustomerId, pageToken: string): Promise<CustomerOverview> {
  const [{ customer }, page, { contracts }, { reminders, complete }] = await Promise.all([
    unary(peers.customers, 'getCustomer', { customerId }, DEADLINE_MS),
    unary(peers.contracts, 'listTerms', { ...ANY_TERM, customerId, pageSize: TERMS_SHOWN, pageToken }, DEADLINE_MS),
    unary(
      peers.contracts,
      'listContracts',
      { customerId, contractIds: [], pageSize: LARGEST_PAGE, pageToken: '' },
      DEADLINE_MS,
    ),
    loadReminders(peers, customerId),
  ]);
  const termIds = page.terms.map(({ termId }) => termId);
  const looks = termIds.length > 0 ? (await unary(peers.payments, 'look', { termIds }, DEADLINE_MS)).terms : [];
  const contractOf = new Map(contracts.map((contract) => [contract.contractId, contract]));
  const lookOf = new Map(looks.map((look) => [look.termId, look]));
  return {
    customer: customer as Customer,
    contacts: new Map(customer?.contacts.map((contact) => [contact.contactId, contact])),
    terms: page.terms.map((term) => ({
      term,
      contract: contractOf.get(term.contractId),
      look: lookOf.get(term.termId),
      reminders: reminders.filter(({ termId }) => termId === term.termId),
    })),
    nextPageToken: page.nextPageToken,
    allReminders: complete,
  };
}

async function loadReminders(
  peers: Peers,
  customerId: CustomerId,
): Promise<{ reminders: readonly Reminder[]; complete: boolean }> {
  const reminders: Reminder[] = [];
  const state = ReminderState.REMINDER_STATE_UNSPECIFIED;
  let pageToken = '';
  for (let n = 0; n < MOST_PAGES; n += 1) {
    const request = { customerId, termId: '', state, pageSize: LARGEST_PAGE, pageToken };
    const page = await unary(peers.reminders, 'listReminders', request, DEADLINE_MS);
    reminders.push(...page.reminders);
    pageToken = page.nextPageToken;
    if (pageToken === '') return { reminders, complete: true };
  }
  return { reminders, complete: false };
}
