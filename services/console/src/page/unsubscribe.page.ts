import type { GetPreferenceResponse } from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { html, NOTHING, page, type Html } from './html.js';
import type { Language } from './language.js';
import { WORDS } from './words.js';

/** What the form of the page asks for. A mail program sends none of it: one click is out of everything (RFC 8058). */
export interface PreferenceForm {
  readonly back: boolean;
  readonly thisCustomerOnly: boolean;
}

export function preferenceForm(body: unknown): PreferenceForm {
  const { action, scope } = (body ?? {}) as { action?: unknown; scope?: unknown };
  return { back: action === 'in', thisCustomerOnly: scope === 'customer' };
}

/** GET never acts (RFC 8058): scanners follow links. What was chosen can be taken back here. */
export function unsubscribePage(
  { optedOut, optedOutEverywhere }: Pick<GetPreferenceResponse, 'optedOut' | 'optedOutEverywhere'>,
  language: Language,
): string {
  const words = WORDS[language].unsubscribe;
  const [done, everywhere, thisOnly] = words.done;
  if (!optedOut)
    return page(
      words.title,
      html`<p>${words.question}</p>
        ${button('out', 'all', words.everything)} ${button('out', 'customer', words.thisOnly)}`,
      NOTHING,
      language,
    );
  return page(
    done,
    html`<p>${optedOutEverywhere ? everywhere : thisOnly}</p>
      ${button('in', 'all', words.back)} ${optedOutEverywhere ? button('in', 'customer', words.backThisOnly) : NOTHING}`,
    NOTHING,
    language,
  );
}

function button(action: 'in' | 'out', scope: 'all' | 'customer', text: string): Html {
  return html`<form method="post">
    <input type="hidden" name="action" value="${action}" /><input type="hidden" name="scope" value="${scope}" />
    <p><button type="submit">${text}</button></p>
  </form>`;
}
