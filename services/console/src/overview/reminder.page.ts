import type { Message } from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import type { Decision } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { html, NOTHING, type Html } from '../page/html.js';
import { bareWord, frame, instantText, link, table } from './frame.page.js';
import { priceText } from './load-reminder-rows.js';
import type { ReminderOverview } from './load-reminder.js';

/** One reminder: what it is about, what was decided for it from which facts, and its message. */
export function reminderPage(
  { reminder, customer, contract, term, why, message, look }: ReminderOverview,
  hasMails: boolean,
): string {
  const state = bareWord('REMINDER_STATE_', reminder.state);
  const body = html`<dl>
      <dt>State</dt>
      <dd><strong>${state}</strong> ${reminder.reason}</dd>
      <dt>Customer</dt>
      <dd>${link(`/customers/${reminder.customerId}#${reminder.termId}`, customer?.name ?? reminder.customerId)}</dd>
      <dt>Term</dt>
      <dd>${contract?.product ?? ''}, ends on ${term?.lastDay ?? ''}, ${priceText(term)}</dd>
      <dt>Due</dt>
      <dd>${instantText(reminder.dueAt)}, at the latest ${instantText(reminder.closesAt)}</dd>
    </dl>
    ${look?.payToken ? html`<p>${link(`/pay/${look.payToken}`, 'The pay page of its term')}</p>` : NOTHING}
    <h2>Why</h2>
    <p>
      ${
        why.chainIntact
          ? 'Every decision below is as it was written: the chain of hashes of the whole term is unbroken.'
          : html`<strong>The chain of hashes of this term is broken: somebody wrote to the ledger.</strong>`
      }
    </p>
    ${table(['when', 'decision', 'reason', 'facts'], why.decisions.map(decisionCells), 'Nothing was decided yet.')}
    ${message ? messageSection(message, hasMails) : NOTHING}`;
  return frame(`Reminder ${reminder.step}, ${state}`, body);
}

function decisionCells({ decidedAt, kind, reason, facts }: Decision): (string | Html)[] {
  return [instantText(decidedAt), kind, reason, html`<pre>${facts}</pre>`];
}

function messageSection(message: Message, hasMails: boolean): Html {
  const attempts = message.attempts.map((attempt) => [
    instantText(attempt.startedAt),
    attempt.provider,
    attempt.state,
    attempt.detail,
  ]);
  return html`<h2>Its message</h2>
    <p>
      ${bareWord('CHANNEL_', message.channel).toLowerCase()}, text ${message.template}, version
      ${message.templateVersion}: <strong>${bareWord('MESSAGE_STATE_', message.state)}</strong> ${message.reason}
      ${message.dispatches.length > 1 ? html` · with ${message.dispatches.length - 1} more reminders` : NOTHING}
      ${hasMails ? html` · ${link(`/mails/${message.messageId}`, 'the mail')}` : NOTHING}
    </p>
    ${table(['call', 'provider', 'result', 'detail'], attempts, 'No provider was called yet.')}`;
}
