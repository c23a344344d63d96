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
  BounceChanged,
  ContactUnreachable,
  DeliveryEvidence,
  DeliveryOutcome,
  PreferenceChanged,
  ProviderChanged,
  TaskClosed,
  TaskOpened,
  TemplateChanged,
} from '@perennial/proto/gen/perennial/events/v1/deliveries';
import {
  PaymentFailed,
  PaymentReceived,
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

/**
 * - `state`: carries the whole state of its aggregate and its version; an older one is dropped, so that order does not
 *   matter.
 * - `fact`: has no version; facts about one aggregate are handled in their order.
 * - `closing`: closes a term. It acts on ids alone and is never held up by anything else it carries.
 */
export type EventKind = 'state' | 'fact' | 'closing';

interface Definition<T> {
  readonly kind: EventKind;
  readonly topic: Topic;
  readonly codec: Codec<T>;
  /**
   * Customer id: the key of every topic (protocol.md, Events). An owner, a template and a provider belong to no one
   * customer; their own id or name keeps their versions in order (docs/decisions/0016-wire-before-data.md).
   */
  readonly key: (payload: T) => string;
  /** Contract or term the event is about; the customer where it is neither. */
  readonly subject: (payload: T) => string;
}

function event<T>(
  kind: EventKind,
  topic: Topic,
  codec: Codec<T>,
  key: (payload: T) => string,
  subject: (payload: T) => string,
): Definition<T> {
  return { kind, topic, codec, key, subject };
}

const byTerm = { key: (p: { customerId: string }) => p.customerId, subject: (p: { termId: string }) => p.termId };
const bySnapshot = {
  key: (p: { term?: { customerId: string } | undefined }) => p.term?.customerId ?? '',
  subject: (p: { term?: { termId: string } | undefined }) => p.term?.termId ?? '',
};

/** Every event type: its topic, payload, key and subject. A wrong name or payload does not compile. */
export const EVENTS = {
  'customer.changed': event(
    'state',
    TOPICS.contracts,
    CustomerChanged,
    (p) => p.customer?.customerId ?? '',
    (p) => p.customer?.customerId ?? '',
  ),
  'owner.changed': event(
    'state',
    TOPICS.contracts,
    OwnerChanged,
    (p) => p.owner?.ownerId ?? '',
    (p) => p.owner?.ownerId ?? '',
  ),
  'contract.changed': event(
    'state',
    TOPICS.contracts,
    ContractChanged,
    (p) => p.contract?.customerId ?? '',
    (p) => p.contract?.contractId ?? '',
  ),
  'contract.expiring': event('state', TOPICS.contracts, ContractExpiring, bySnapshot.key, bySnapshot.subject),
  'contract.renewed': event('closing', TOPICS.contracts, ContractRenewed, bySnapshot.key, bySnapshot.subject),
  'contract.cancelled': event('closing', TOPICS.contracts, ContractCancelled, bySnapshot.key, bySnapshot.subject),
  'contract.expired': event('state', TOPICS.contracts, ContractExpired, bySnapshot.key, bySnapshot.subject),
  'contract.lapsed': event('closing', TOPICS.contracts, ContractLapsed, bySnapshot.key, bySnapshot.subject),
  'contract.reopened': event('state', TOPICS.contracts, ContractReopened, bySnapshot.key, bySnapshot.subject),
  'reminder.planned': event('fact', TOPICS.reminders, ReminderPlanned, byTerm.key, byTerm.subject),
  'reminder.due': event(
    'fact',
    TOPICS.reminders,
    ReminderDue,
    (p) => p.customerId,
    (p) => p.riders[0]?.termId ?? p.customerId,
  ),
  'reminder.withdrawn': event('fact', TOPICS.reminders, ReminderWithdrawn, byTerm.key, byTerm.subject),
  'reminder.ended': event('fact', TOPICS.reminders, ReminderEnded, byTerm.key, byTerm.subject),
  'delivery.outcome': event('fact', TOPICS.deliveries, DeliveryOutcome, byTerm.key, byTerm.subject),
  'preference.changed': event(
    'fact',
    TOPICS.deliveries,
    PreferenceChanged,
    (p) => p.customerId,
    (p) => p.customerId,
  ),
  'bounce.changed': event(
    'fact',
    TOPICS.deliveries,
    BounceChanged,
    (p) => p.customerId,
    (p) => p.customerId,
  ),
  'template.changed': event(
    'state',
    TOPICS.deliveries,
    TemplateChanged,
    (p) => p.name,
    (p) => p.name,
  ),
  'delivery.evidence': event(
    'fact',
    TOPICS.deliveries,
    DeliveryEvidence,
    (p) => p.customerId,
    (p) => p.riders[0]?.termId ?? p.customerId,
  ),
  'task.opened': event(
    'fact',
    TOPICS.deliveries,
    TaskOpened,
    (p) => p.customerId,
    (p) => p.riders[0]?.termId ?? p.customerId,
  ),
  'task.closed': event(
    'fact',
    TOPICS.deliveries,
    TaskClosed,
    (p) => p.customerId,
    (p) => p.riders[0]?.termId ?? p.customerId,
  ),
  'contact.unreachable': event('fact', TOPICS.deliveries, ContactUnreachable, byTerm.key, byTerm.subject),
  'provider.changed': event(
    'fact',
    TOPICS.deliveries,
    ProviderChanged,
    (p) => p.provider,
    (p) => p.provider,
  ),
  'quote.issued': event('state', TOPICS.payments, QuoteIssued, byTerm.key, byTerm.subject),
  'payment.renewed': event('closing', TOPICS.payments, PaymentRenewed, byTerm.key, byTerm.subject),
  'payment.received': event('fact', TOPICS.payments, PaymentReceived, byTerm.key, byTerm.subject),
  'payment.failed': event('fact', TOPICS.payments, PaymentFailed, byTerm.key, byTerm.subject),
  'payment.reversed': event('fact', TOPICS.payments, PaymentReversed, byTerm.key, byTerm.subject),
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
