import { toLocal } from '@perennial/calendar/zone';
import type { EventType, Payload } from '@perennial/events/registry';
import { formatDecimal, type Money } from '@perennial/kernel/money';
import { parseInstant } from '@perennial/kernel/instant';
import type { TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import type { JournalLabels } from './journal-labels.js';
import type { JournalEvent } from './read-journal.js';

type Tellers = { readonly [T in EventType]: (payload: Payload<T>, labels: JournalLabels, zone: string) => string[] };

const bare = (name: string): string => name.replace(/^(TIER|TERM_STATE|CONTRACT_STATUS|REMINDER_STATE)_/, '');
const money = (amount: Money | undefined): string => (amount ? `${formatDecimal(amount)} ${amount.currency}` : 'no amount');
const because = (reason: string): string => (reason === '' ? '' : ` (${reason})`);

function term(snapshot: TermSnapshot | undefined, labels: JournalLabels): string {
  return snapshot ? `${labels.term(snapshot.termId)} ${bare(snapshot.state)} ${snapshot.start}..${snapshot.lastDay}` : 'no term';
}

/** What each event says, a line for each thing that it tells of; in the order in which one follows from the other. */
const TELL: Tellers = {
  'customer.changed': ({ customer }, labels) => [`${labels.customer(customer?.customerId ?? '')} version ${customer?.version ?? 0}, ${bare(customer?.tier ?? '')}, contacts: ${customer?.contacts.length ?? 0}`],
  'payment.failed': ({ termId, amount, reason }, labels) => [`${labels.term(termId)} ${money(amount)}${because(reason)}`],
  'payment.renewed': ({ termId, amount, quoteVersion }, labels) => [`${labels.term(termId)} ${money(amount)}, quote ${quoteVersion}`],
  'payment.reversed': ({ termId, reason }, labels) => [`${labels.term(termId)}${because(reason)}`],
  'contract.changed': ({ contract, terms }, labels) => (terms.length === 0 ? [`${labels.contract(contract?.contractId ?? '')} ${bare(contract?.status ?? '')}`] : terms.map((one) => term(one, labels))),
  'contract.expired': (payload, labels) => [term(payload.term, labels)],
  'contract.renewed': ({ term: closed, nextTerm, late }, labels) => [`${term(closed, labels)}, then ${term(nextTerm, labels)}${late ? ', late' : ''}`],
  'contract.cancelled': ({ term: closed, reason }, labels) => [`${term(closed, labels)}${because(reason)}`],
  'contract.lapsed': (payload, labels) => [term(payload.term, labels)],
  'contract.reopened': ({ term: open, reason }, labels) => [`${term(open, labels)}${because(reason)}`],
  'contract.expiring': (payload, labels) => [term(payload.term, labels)],
  'quote.issued': ({ termId, version, amount }, labels) => [`${labels.term(termId)} version ${version}, ${money(amount)}`],
  'reminder.planned': ({ policy, reminders }, labels, zone) => reminders.map(({ reminderId, dueAt }) => `for ${local(dueAt, zone)} by ${policy}: ${labels.reminder(reminderId)}`),
  'reminder.withdrawn': ({ reminderIds, reason }, labels) => reminderIds.map((id) => `${labels.reminder(id)}${because(reason)}`),
  'reminder.due': ({ riders }, labels) => [riders.map(({ reminderId }) => labels.reminder(reminderId)).sort().join(' + ')],
  'delivery.outcome': ({ reminderId, state, reason, uncertain }, labels) => [`${labels.reminder(reminderId)} ${bare(state)}${uncertain ? ', uncertain' : ''}${because(reason)}`],
  'reminder.ended': ({ reminders }, labels) => reminders.map(({ reminderId, state, reason }) => `${labels.reminder(reminderId)} ${bare(state)}${because(reason)}`),
  'preference.changed': ({ customerId, optedOut }, labels) => [`${labels.customer(customerId)} opted ${optedOut ? 'out' : 'in'}`],
};

/** Place of an event among those of one instant: causes before what follows from them. */
export function rankOf(type: EventType): number {
  return Object.keys(TELL).indexOf(type);
}

/** @param zone in which the instants inside are told. */
export function tellEvent(event: JournalEvent, labels: JournalLabels, zone: string): string[] {
  const tell = TELL[event.type] as (payload: unknown, labels: JournalLabels, zone: string) => string[];
  return tell(event.payload, labels, zone);
}

function local(at: string | undefined, zone: string): string {
  const parsed = parseInstant(at ?? '');
  if (!parsed.ok) throw new Error(`${String(at)}: ${parsed.error}`);
  const { date, time } = toLocal(zone, parsed.value);
  return `${date} ${time}`;
}
