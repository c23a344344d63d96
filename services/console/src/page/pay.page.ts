import { formatMoney } from '@perennial/kernel/money';
import type { GetPayLinkResponse } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { html, page } from './html.js';

/** What the pay link shows: prefilled, nothing to type (P-01, U-06). */
export function payPage(link: GetPayLinkResponse): string {
  if (link.state !== 'OPEN') return closedPage(link.state);
  const amount = link.amount ? formatMoney(link.amount, 'en') : '';
  return page(
    `Renew ${link.product}`,
    html` <p class="amount">${amount}</p>
      <dl>
        <dt>Product</dt>
        <dd>${link.product}</dd>
        <dt>Current term ends on</dt>
        <dd>${link.lastDay}</dd>
        <dt>Quote</dt>
        <dd>version ${link.quoteVersion}</dd>
      </dl>
      ${
        link.canPayHere
          ? html`<form method="post"><button type="submit">Pay ${amount}</button></form>`
          : html`<p>
              Please transfer the amount and name the reference <code>${link.termId}</code>. Reminders stop as soon as
              the payment is recorded.
            </p>`
      }`,
  );
}

function closedPage(state: string): string {
  return state === 'PAID'
    ? page('Thank you', html`<p>This renewal is paid. You will get no more reminders for this term.</p>`)
    : page('Nothing to pay', html`<p>This term is closed, so there is nothing to pay.</p>`);
}

export function paidPage(): string {
  return closedPage('PAID');
}

/** An altered, expired or foreign link; it says nothing about the contract. */
export function invalidLinkPage(): string {
  return page(
    'This link does not work',
    html`<p>
      It is incomplete, altered or too old. Please use the link of the newest message, or answer that message.
    </p>`,
  );
}
