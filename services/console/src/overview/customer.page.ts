import type { Contact } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import type { Reminder } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { AddresseeKind } from '@perennial/proto/gen/perennial/types/v1/types';
import { all, html, NOTHING, type Html } from '../page/html.js';
import { bareWord, frame, instantText, link, table } from './frame.page.js';
import type { CustomerOverview, TermOverview } from './load-customer.js';
import { priceText } from './load-reminder-rows.js';

/** @param hasMails whether a mail catcher can be asked for a message's mail */
export function customerPage(overview: CustomerOverview, hasMails: boolean): string {
  const { customer, contacts, terms, nextPageToken, allReminders } = overview;
  const body = html`<dl>
      <dt>Tier</dt>
      <dd>${bareWord('TIER_', customer.tier).toLowerCase()}</dd>
      <dt>Place</dt>
      <dd>${customer.country}, ${customer.zone}, ${customer.locale}</dd>
      <dt>Customer since</dt>
      <dd>${customer.since}</dd>
    </dl>
    <h2>Contacts</h2>
    ${table(['name', 'address', 'roles', 'zone', ''], [...contacts.values()].map(contactCells), 'Nobody is known there.')}
    ${allReminders ? NOTHING : html`<p>There are more reminders than this page shows.</p>`}
    ${all(terms.map((term) => termSection(term, contacts, hasMails)))}
    ${
      nextPageToken === ''
        ? NOTHING
        : html`<p>
            ${link(`/customers/${customer.customerId}?${new URLSearchParams({ page: nextPageToken })}`, 'Later terms')}
          </p>`
    }`;
  return frame(customer.name, body);
}

function contactCells({ name, maskedAddress, roles, zone, active }: Contact): string[] {
  return [name, maskedAddress, roles.join(', '), zone, active ? '' : 'has left'];
}

function termSection(
  { term, contract, look, reminders }: TermOverview,
  contacts: ReadonlyMap<string, Contact>,
  hasMails: boolean,
): Html {
  const state = term.voided ? 'VOIDED' : bareWord('TERM_STATE_', term.state);
  return html`<h2 id="${term.termId}">${contract?.product ?? term.contractId}, term ${term.number}</h2>
    <p>
      ${term.start} to ${term.lastDay} (${term.zone}), ${priceText(term)}, <strong>${state}</strong>
      ${look?.payToken ? html` · ${link(`/pay/${look.payToken}`, 'pay page')}` : NOTHING}
    </p>
    ${table(
      ['due', 'step', 'to', 'state', 'reason', '', ''],
      reminders.map((reminder) => reminderCells(reminder, contacts, hasMails)),
      'No reminder is planned for this term.',
    )}`;
}

function reminderCells(
  reminder: Reminder,
  contacts: ReadonlyMap<string, Contact>,
  hasMails: boolean,
): (string | Html)[] {
  return [
    instantText(reminder.dueAt),
    reminder.step,
    addresseeText(reminder, contacts),
    bareWord('REMINDER_STATE_', reminder.state),
    reminder.reason,
    link(`/reminders/${reminder.reminderId}`, 'why'),
    hasMails && reminder.messageId ? link(`/mails/${reminder.messageId}`, 'mail') : '',
  ];
}

/** The contact's name, or that it is the owner. */
function addresseeText({ addressee }: Reminder, contacts: ReadonlyMap<string, Contact>): string {
  if (addressee?.kind === AddresseeKind.ADDRESSEE_KIND_OWNER) return 'the owner';
  return contacts.get(addressee?.id ?? '')?.name ?? 'a contact';
}
