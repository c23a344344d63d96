import { html, page } from './html.js';

/** GET never acts (RFC 8058): scanners follow links. */
export function unsubscribePage(optedOut: boolean): string {
  return optedOut
    ? page('Unsubscribed', html`<p>This address gets no more renewal reminders by email.</p>`)
    : page(
        'Unsubscribe',
        html`<p>Stop renewal reminders by email to this address?</p>
          <form method="post"><button type="submit">Unsubscribe</button></form>`,
      );
}
