import { formatMoney } from '@perennial/kernel/money';
import type { GetPayLinkResponse } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { html, page } from './html.js';

/** What the pay link shows: prefilled, nothing to type (P-01, U-06). */
export function payPage(link: GetPayLinkResponse, changed = false): string {
  if (link.state !== 'OPEN') return closedPage(link.state);
  const amount = link.amount ? formatMoney(link.amount, 'en') : '';
  return page(
    `Renew ${link.product}`,
    html` ${changed ? html`<p><strong>The price has changed. Nothing was charged.</strong></p>` : ''}
      <p class="amount">${amount}</p>
      <dl>
        <dt>Product</dt>
        <dd>${link.product}</dd>
        <dt>Current term ends on</dt>
        <dd>${link.lastDay}</dd>
        <dt>Price</dt>
        <dd>${link.price ? formatMoney(link.price, 'en') : ''}</dd>
        ${
          link.received
            ? html`<dt>Received</dt>
                <dd>${formatMoney(link.received, 'en')}</dd>`
            : ''
        }
      </dl>
      ${
        link.canPayHere
          ? html`<form method="post">
              <input type="hidden" name="quote_version" value="${String(link.quoteVersion)}" />
              <input type="hidden" name="currency" value="${link.amount?.currency ?? ''}" />
              <input type="hidden" name="minor" value="${String(link.amount?.minor ?? 0n)}" />
              <button type="submit">Pay ${amount}</button>
            </form>`
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
