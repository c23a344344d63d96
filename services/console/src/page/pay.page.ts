import { isolate } from '@perennial/kernel/isolate';
import { formatMoney, type Money } from '@perennial/kernel/money';
import type { GetPayLinkResponse } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { html, NOTHING, page, type Html } from './html.js';
import type { Language } from './language.js';
import { WORDS } from './words.js';

/**
 * What the pay link shows: prefilled, nothing to type (P-01, U-06). The form says what it showed, so that nothing else
 * is charged (review 16). @param changed whether it showed something else when it was sent
 */
export function payPage(link: GetPayLinkResponse, language: Language = 'en', changed = false): string {
  const words = WORDS[language];
  if (link.state === 'PAID') return sayingPage(words.thanks, language);
  if (link.state !== 'OPEN') return sayingPage(words.nothing, language);
  const money = (amount: Money): string => formatMoney(amount, language);
  const { amount, price, received } = link;
  const shown = amount ? money(amount) : '';
  const partly = received !== undefined && received.minor > 0n;
  return page(
    words.renew(isolate(link.product, language)),
    html` ${changed ? html`<p role="alert"><strong>${words.changed}</strong></p>` : NOTHING}
      <p class="amount">${shown}</p>
      <dl>
        ${line(words.product, html`<bdi>${link.product}</bdi>`)} ${line(words.endsOn, link.lastDay)}
        ${price && partly ? line(words.price, money(price)) : NOTHING}
        ${received && partly ? line(words.received, money(received)) : NOTHING}
        ${line(words.offer, String(link.quoteVersion))}
      </dl>
      ${
        link.canPayHere && amount
          ? html`<form method="post">
              <input type="hidden" name="quote_version" value="${link.quoteVersion}" />
              <input type="hidden" name="currency" value="${amount.currency}" />
              <input type="hidden" name="minor" value="${amount.minor.toString()}" />
              <button type="submit">${words.pay(shown)}</button>
            </form>`
          : html`<p>${words.transfer} <code>${link.termId}</code>. ${words.transferEnd}</p>`
      }`,
    NOTHING,
    language,
  );
}

function line(name: string, value: string | Html): Html {
  return html`<dt>${name}</dt>
    <dd>${value}</dd>`;
}

/** A page that says one thing. */
export function sayingPage([title, text]: readonly [title: string, text: string], language: Language): string {
  return page(title, html`<p>${text}</p>`, NOTHING, language);
}
