import {
  ContractCancelled,
  ContractChanged,
  ContractExpired,
  ContractExpiring,
  ContractLapsed,
  ContractRenewed,
  ContractReopened,
  CustomerChanged,
  OwnerChanged,
} from '@perennial/proto/gen/perennial/events/v1/contracts';
import {
  DeliveryOutcome,
  PreferenceChanged,
  TemplateChanged,
} from '@perennial/proto/gen/perennial/events/v1/deliveries';
import {
  PaymentFailed,
  PaymentRenewed,
  PaymentReversed,
  QuoteIssued,
} from '@perennial/proto/gen/perennial/events/v1/payments';
import {
  ReminderDue,
  ReminderEnded,
  ReminderPlanned,
  ReminderWithdrawn,
} from '@perennial/proto/gen/perennial/events/v1/reminders';
import { TOPICS, type Topic } from './topics.js';

interface Codec<T> {
  fromJSON(object: unknown): T;
  toJSON(message: T): unknown;
}

interface Definition<T> {
  readonly topic: Topic;
  readonly codec: Codec<T>;
  /**
   * Customer id: the key of every topic (protocol.md, Events). An owner and a template belong to no one customer; their
   * own id or name keeps their versions in order (docs/decisions/0016-wire-before-data.md).
   */
  readonly key: (payload: T) => string;
  /** Contract or term the event is about; the customer where it is neither. */
  readonly subject: (payload: T) => string;
}

function event<T>(
  topic: Topic,
  codec: Codec<T>,
  key: (payload: T) => string,
  subject: (payload: T) => string,
): Definition<T> {
  return { topic, codec, key, subject };
}

const byTerm = { key: (p: { customerId: string }) => p.customerId, subject: (p: { termId: string }) => p.termId };
const bySnapshot = {
  key: (p: { term?: { customerId: string } | undefined }) => p.term?.customerId ?? '',
  subject: (p: { term?: { termId: string } | undefined }) => p.term?.termId ?? '',
};

/** Every event type: its topic, payload, key and subject. A wrong name or payload does not compile. */
export const EVENTS = {
  'customer.changed': event(
    TOPICS.contracts,
    CustomerChanged,
    (p) => p.customer?.customerId ?? '',
    (p) => p.customer?.customerId ?? '',
  ),
  'owner.changed': event(
    TOPICS.contracts,
    OwnerChanged,
    (p) => p.owner?.ownerId ?? '',
    (p) => p.owner?.ownerId ?? '',
  ),
  'contract.changed': event(
    TOPICS.contracts,
    ContractChanged,
    (p) => p.contract?.customerId ?? '',
    (p) => p.contract?.contractId ?? '',
  ),
  'contract.expiring': event(TOPICS.contracts, ContractExpiring, bySnapshot.key, bySnapshot.subject),
  'contract.renewed': event(TOPICS.contracts, ContractRenewed, bySnapshot.key, bySnapshot.subject),
  'contract.cancelled': event(TOPICS.contracts, ContractCancelled, bySnapshot.key, bySnapshot.subject),
  'contract.expired': event(TOPICS.contracts, ContractExpired, bySnapshot.key, bySnapshot.subject),
  'contract.lapsed': event(TOPICS.contracts, ContractLapsed, bySnapshot.key, bySnapshot.subject),
  'contract.reopened': event(TOPICS.contracts, ContractReopened, bySnapshot.key, bySnapshot.subject),
  'reminder.planned': event(TOPICS.reminders, ReminderPlanned, byTerm.key, byTerm.subject),
  'reminder.due': event(
    TOPICS.reminders,
    ReminderDue,
    (p) => p.customerId,
    (p) => p.riders[0]?.termId ?? p.customerId,
  ),
  'reminder.withdrawn': event(TOPICS.reminders, ReminderWithdrawn, byTerm.key, byTerm.subject),
  'reminder.ended': event(TOPICS.reminders, ReminderEnded, byTerm.key, byTerm.subject),
  'delivery.outcome': event(TOPICS.deliveries, DeliveryOutcome, byTerm.key, byTerm.subject),
  'preference.changed': event(
    TOPICS.deliveries,
    PreferenceChanged,
    (p) => p.customerId,
    (p) => p.customerId,
  ),
  'template.changed': event(
    TOPICS.deliveries,
    TemplateChanged,
    (p) => p.name,
    (p) => p.name,
  ),
  'quote.issued': event(TOPICS.payments, QuoteIssued, byTerm.key, byTerm.subject),
  'payment.renewed': event(TOPICS.payments, PaymentRenewed, byTerm.key, byTerm.subject),
  'payment.failed': event(TOPICS.payments, PaymentFailed, byTerm.key, byTerm.subject),
  'payment.reversed': event(TOPICS.payments, PaymentReversed, byTerm.key, byTerm.subject),
} as const;

export type EventType = keyof typeof EVENTS;
export type Payload<T extends EventType> = (typeof EVENTS)[T] extends Definition<infer P> ? P : never;

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENTS, text);
}

/** The definition of `type` with its payload type erased, for code that handles all types alike. */
export function definitionOf(type: EventType): Definition<unknown> {
  return EVENTS[type] as unknown as Definition<unknown>;
}
