import { addDays } from '@perennial/calendar/civil';
import { termBounds } from '@perennial/calendar/term';
import { newEvent, type NewEvent } from '@perennial/events/event';
import { derivedId } from '@perennial/kernel/ids';
import type {
  ContactSnapshot,
  ContractSnapshot,
  CustomerSnapshot,
  TermSnapshot,
} from '@perennial/proto/gen/perennial/events/v1/contracts';
import type { DeliveryOutcome } from '@perennial/proto/gen/perennial/events/v1/deliveries';
import type { PaymentRenewed } from '@perennial/proto/gen/perennial/events/v1/payments';
import {
  Channel,
  ContractStatus,
  ReminderState,
  Retry,
  TermState,
  Tier,
} from '@perennial/proto/gen/perennial/types/v1/types';

/** Snapshots as contracts publishes them, for the tests of this service. Ids follow from names. */
export function sampleId(kind: string, name: string): string {
  return derivedId(`sample-${kind}`, name);
}

export function sampleContact(name: string, more: Partial<ContactSnapshot> = {}): ContactSnapshot {
  return {
    contactId: sampleId('contact', name),
    recipientId: sampleId('recipient', name),
    roles: ['renewal'],
    zone: '',
    locale: 'en',
    active: true,
    channels: [Channel.CHANNEL_EMAIL],
    preferredChannel: Channel.CHANNEL_UNSPECIFIED,
    ...more,
  };
}

export function sampleCustomer(name: string, more: Partial<CustomerSnapshot> = {}): CustomerSnapshot {
  return {
    customerId: sampleId('customer', name),
    version: 1,
    tier: Tier.TIER_STANDARD,
    country: 'US',
    zone: 'America/New_York',
    locale: 'en',
    ownerId: '',
    teamId: '',
    active: true,
    contacts: [sampleContact(name)],
    since: '2020-01-01',
    holds: [],
    ...more,
  };
}

export function sampleContract(name: string, customer: string, more: Partial<ContractSnapshot> = {}): ContractSnapshot {
  return {
    contractId: sampleId('contract', name),
    customerId: sampleId('customer', customer),
    version: 1,
    product: 'Atlas',
    productType: 'subscription',
    periodMonths: 12,
    autoRenew: false,
    trial: false,
    seats: 10,
    originalStart: '2023-10-15',
    status: ContractStatus.CONTRACT_STATUS_ACTIVE,
    ownerId: '',
    teamId: '',
    holds: [],
    ...more,
  };
}

/** Term `number` of a contract. */
export function sampleTerm(contract: ContractSnapshot, number = 1, more: Partial<TermSnapshot> = {}): TermSnapshot {
  const { start, lastDay } = termBounds(contract.originalStart, contract.periodMonths, number);
  return {
    termId: sampleId('term', `${contract.contractId}/${number}`),
    contractId: contract.contractId,
    customerId: contract.customerId,
    number,
    start,
    lastDay,
    zone: 'America/New_York',
    amount: { currency: 'USD', minor: 120_000n },
    state: TermState.TERM_STATE_OPEN,
    version: 1,
    voided: false,
    reportingAmount: undefined,
    holds: [],
    graceFrom: '',
    ownerId: '',
    teamId: '',
    ...more,
  };
}

/** The same term moved by days, one version on. */
export function movedTerm(term: TermSnapshot, days: number): TermSnapshot {
  return { ...term, lastDay: addDays(term.lastDay, days), version: term.version + 1 };
}

export function samplePayment(term: TermSnapshot, name = 'payment'): PaymentRenewed {
  return {
    paymentId: sampleId('payment', name),
    termId: term.termId,
    contractId: term.contractId,
    customerId: term.customerId,
    quoteVersion: 1,
    amount: term.amount,
    paidAt: '2024-08-20T12:00:00Z',
    cause: `payment:${sampleId('payment', name)}`,
  };
}

/** Columns of a stored reminder that its outcome names. */
export interface SampleReminder {
  readonly reminder_id: string;
  readonly recipient_id: string;
  readonly message_id: string | null;
}

/** A customer with one contract whose term is to be planned. */
export function sampleOpened(
  name: string,
  more: Partial<ContractSnapshot> = {},
): { contract: ContractSnapshot; term: TermSnapshot; events: NewEvent[] } {
  const contract = sampleContract(name, name, more);
  const term = sampleTerm(contract);
  return {
    contract,
    term,
    events: [
      newEvent('customer.changed', { customer: sampleCustomer(name) }),
      newEvent('contract.changed', { contract, terms: [term] }),
      newEvent('contract.expiring', { contract, term }),
    ],
  };
}

/** What delivery answers for a reminder: unsent, unless told otherwise. */
export function sampleOutcome(
  term: TermSnapshot,
  row: SampleReminder | undefined,
  more: Partial<DeliveryOutcome>,
): NewEvent {
  return newEvent('delivery.outcome', {
    reminderId: row?.reminder_id ?? '',
    termId: term.termId,
    customerId: term.customerId,
    recipientId: row?.recipient_id ?? '',
    messageId: row?.message_id ?? '',
    state: ReminderState.REMINDER_STATE_SKIPPED,
    reason: '',
    uncertain: false,
    channel: Channel.CHANNEL_EMAIL,
    acceptedAt: undefined,
    quoteVersion: 0,
    contractId: term.contractId,
    retry: Retry.RETRY_NEVER,
    rungs: [],
    ...more,
  });
}
