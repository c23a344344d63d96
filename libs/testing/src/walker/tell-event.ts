import { toLocal } from '@perennial/calendar/zone';
import type { EventType, Payload } from '@perennial/events/registry';
import { formatDecimal, type Money } from '@perennial/kernel/money';
import { parseInstant } from '@perennial/kernel/instant';
import type { TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import type { JournalLabels } from './journal-labels.js';
import type { JournalEvent } from './read-journal.js';

/** One thing an event says of something. */
export interface Told {
  /** A customer, contract or term, by name. */
  readonly of: string;
  /** The step of that term, where a reminder is told of. */
  readonly step?: string;
  readonly says: string;
}

type Tellers = { readonly [T in EventType]: (payload: Payload<T>, labels: JournalLabels, zone: string) => Told[] };

const bare = (name: string): string => name.replace(/^(TIER|TERM_STATE|CONTRACT_STATUS|REMINDER_STATE)_/, '');
const money = (amount: Money | undefined): string =>
  amount ? `${formatDecimal(amount)} ${amount.currency}` : 'no amount';
const because = (reason: string): string => (reason === '' ? '' : ` (${reason})`);

function term(snapshot: TermSnapshot | undefined, labels: JournalLabels, says: string): Told[] {
  return [
    {
      of: snapshot
        ? `${labels.term(snapshot.termId)} ${bare(snapshot.state)} ${snapshot.start}..${snapshot.lastDay}`
        : 'no term',
      says,
    },
  ];
}

/** What each event says, a line for each thing that it tells of; in the order in which one follows from the other. */
const TELL: Tellers = {
  'customer.changed': ({ customer }, labels) => [
    {
      of: `${labels.customer(customer?.customerId ?? '')} version ${customer?.version ?? 0} ${bare(customer?.tier ?? '')}, contacts: ${customer?.contacts.length ?? 0}`,
      says: 'customer.changed',
    },
  ],
  'owner.changed': ({ owner }) => [
    {
      of: `owner ${owner?.ownerId ?? ''} version ${owner?.version ?? 0} ${bare(owner?.role ?? '')}`,
      says: 'owner.changed',
    },
  ],
  'template.changed': ({ name, channel, locale, version }) => [
    { of: `template ${name} ${bare(channel)} ${locale}`, says: `template.changed version ${version}` },
  ],
  'payment.received': ({ termId, amount, rest, surplus }, labels) => [
    {
      of: labels.term(termId),
      says: `payment.received ${money(amount)}, rest ${money(rest)}, surplus ${money(surplus)}`,
    },
  ],
  'payment.failed': ({ termId, amount, reason }, labels) => [
    { of: labels.term(termId), says: `payment.failed ${money(amount)}${because(reason)}` },
  ],
  'payment.renewed': ({ termId, amount, quoteVersion }, labels) => [
    { of: labels.term(termId), says: `payment.renewed ${money(amount)}, quote ${quoteVersion}` },
  ],
  'payment.reversed': ({ termId, reason }, labels) => [
    { of: labels.term(termId), says: `payment.reversed${because(reason)}` },
  ],
  'contract.changed': ({ contract, terms }, labels) =>
    terms.length === 0
      ? [{ of: labels.contract(contract?.contractId ?? ''), says: `contract.changed ${bare(contract?.status ?? '')}` }]
      : terms.flatMap((one) => term(one, labels, 'contract.changed')),
  'contract.expired': (payload, labels) => term(payload.term, labels, 'contract.expired'),
  'contract.renewed': ({ term: closed, nextTerm, late }, labels) =>
    term(
      closed,
      labels,
      `contract.renewed${late ? ' late' : ''}${nextTerm ? ` by ${labels.term(nextTerm.termId)}` : ''}`,
    ),
  'contract.cancelled': ({ term: closed, reason }, labels) =>
    term(closed, labels, `contract.cancelled${because(reason)}`),
  'contract.lapsed': (payload, labels) => term(payload.term, labels, 'contract.lapsed'),
  'contract.reopened': ({ term: open, reason }, labels) => term(open, labels, `contract.reopened${because(reason)}`),
  'contract.expiring': (payload, labels) => term(payload.term, labels, 'contract.expiring'),
  'quote.issued': ({ termId, version, amount }, labels) => [
    { of: labels.term(termId), says: `quote.issued version ${version}, ${money(amount)}` },
  ],
  'reminder.planned': ({ termId, policy, reminders }, labels, zone) => [
    {
      of: `${labels.term(termId)} by ${policy}`,
      says: `reminder.planned ${reminders
        .map(({ reminderId, dueAt }) => `${local(dueAt, zone)} ${labels.reminder(reminderId).step}`)
        .sort()
        .join(', ')}`,
    },
  ],
  'reminder.withdrawn': ({ reminderIds, reason }, labels) =>
    reminderIds.map((id) => ({ ...labels.reminder(id), says: `reminder.withdrawn${because(reason)}` })),
  'reminder.due': ({ riders }, labels) => due(riders.map(({ reminderId }) => labels.reminder(reminderId))),
  'delivery.outcome': ({ reminderId, state, reason, uncertain }, labels) => [
    {
      ...labels.reminder(reminderId),
      says: `delivery.outcome ${bare(state)}${uncertain ? ', uncertain' : ''}${because(reason)}`,
    },
  ],
  'reminder.ended': ({ reminders }, labels) =>
    reminders.map(({ reminderId, state, reason }) => ({
      ...labels.reminder(reminderId),
      says: `reminder.ended ${bare(state)}${because(reason)}`,
    })),
  'bounce.changed': ({ customerId, channel, bounced }, labels) => [
    {
      of: labels.customer(customerId),
      says: `bounce.changed ${bare(channel)}, ${bounced ? 'bounced' : 'works again'}`,
    },
  ],
  'preference.changed': ({ customerId, optedOut }, labels) => [
    { of: labels.customer(customerId), says: `preference.changed, opted ${optedOut ? 'out' : 'in'}` },
  ],
  'delivery.evidence': ({ customerId, channel, kind }, labels) => [
    { of: labels.customer(customerId), says: `delivery.evidence ${bare(channel)}: ${bare(kind)}` },
  ],
  'task.opened': ({ customerId, kind, reason }, labels) => [
    { of: labels.customer(customerId), says: `task.opened ${kind}${because(reason)}` },
  ],
  'task.closed': ({ customerId, kind, state, outcome }, labels) => [
    { of: labels.customer(customerId), says: `task.closed ${kind} ${state}${because(outcome)}` },
  ],
  'contact.unreachable': ({ customerId, reason }, labels) => [
    { of: labels.customer(customerId), says: `contact.unreachable${because(reason)}` },
  ],
  'provider.changed': ({ provider, state, reason }) => [
    { of: provider, says: `provider.changed ${state}${because(reason)}` },
  ],
};

/** Place of an event among those of one instant: causes before what follows from them. */
export function rankOf(type: EventType): number {
  return Object.keys(TELL).indexOf(type);
}

/** @param zone in which the instants inside are told. */
export function tellEvent(event: JournalEvent, labels: JournalLabels, zone: string): Told[] {
  const tell = TELL[event.type] as (payload: unknown, labels: JournalLabels, zone: string) => Told[];
  return tell(event.payload, labels, zone);
}

/** One message; of several reminders together it is told as a thing of its own. */
function due(riders: readonly { readonly of: string; readonly step: string }[]): Told[] {
  const [only] = riders;
  if (only && riders.length === 1) return [{ ...only, says: 'reminder.due' }];
  return [
    {
      of: riders
        .map(({ of, step }) => `${step} of ${of}`)
        .sort()
        .join(' + '),
      says: 'reminder.due together',
    },
  ];
}

function local(at: string | undefined, zone: string): string {
  const parsed = parseInstant(at ?? '');
  if (!parsed.ok) throw new Error(`${String(at)}: ${parsed.error}`);
  const { date, time } = toLocal(zone, parsed.value);
  return `${date} ${time}`;
}
