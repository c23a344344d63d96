import type { Customer } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { html, NOTHING, type Html } from '../page/html.js';
import { clockSection } from './clock.page.js';
import { bareWord, frame, instantText, link, table } from './frame.page.js';
import type { Home } from './load-home.js';
import { openText } from './reviews.page.js';
import type { ReminderRow } from './load-reminder-rows.js';

const WALKING_REFRESH_SECONDS = 2;

/** @param mails page of the mail catcher; undefined where there is none */
export function homePage(home: Home, mails: string | undefined): string {
  const { clock } = home;
  const next = home.due.find(({ reminder }) => clock && Date.parse(reminder.dueAt ?? '') > Date.parse(clock.now));
  const body = html`<p>
      Perennial knows when each contract term ends, plans who is reminded when, gets the message through, and goes quiet
      the moment the renewal is paid.
    </p>
    <p>
      ${mails ? html`${link(mails, 'The mails')} · ` : NOTHING}${link('/api/openapi.json', 'REST, described (OpenAPI)')}
      · ${link('/api/v1/policies', 'The policies')} · ${link('/api/v1/payments', 'The payments')}
    </p>
    <p>${link('/reviews', openText(home.reviews))} ${link('/tasks', 'What people are asked to do.')}</p>
    ${clockSection(clock, next?.reminder.dueAt)}
    <h2>Due next</h2>
    ${table(['due', 'customer', 'product', 'term ends', 'step', ''], home.due.map(dueCells), 'Nothing is planned.')}
    ${customersSection(home)}`;
  return frame('Perennial', body, clock?.walking ? WALKING_REFRESH_SECONDS : undefined);
}

function dueCells({ reminder, customer, contract, term }: ReminderRow): (string | Html)[] {
  return [
    instantText(reminder.dueAt),
    link(`/customers/${reminder.customerId}`, customer?.name ?? reminder.customerId),
    contract?.product ?? '',
    term?.lastDay ?? '',
    reminder.step,
    link(`/reminders/${reminder.reminderId}`, 'why'),
  ];
}

function customersSection({ question, customers, nextPageToken }: Home): Html {
  const query = new URLSearchParams({ name: question.name, page: nextPageToken });
  const rows = customers.map((customer) => customerCells(customer));
  return html`<h2>Customers</h2>
    <form method="get" action="/">
      <input name="name" value="${question.name}" aria-label="Part of the name" maxlength="200" />
      <button type="submit">Find</button>
    </form>
    ${table(['name', 'tier', 'country', 'zone', 'since'], rows, 'No customer has such a name.')}
    ${nextPageToken === '' ? NOTHING : html`<p>${link(`/?${query}`, 'More customers')}</p>`}`;
}

function customerCells({ customerId, name, tier, country, zone, since }: Customer): (string | Html)[] {
  return [link(`/customers/${customerId}`, name), bareWord('TIER_', tier).toLowerCase(), country, zone, since];
}
