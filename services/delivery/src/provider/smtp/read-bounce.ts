import type { LinkKey } from '@perennial/service/link/signed-link';
import { bearsSecret } from '../callback-secret.js';
import type { Callback, CallbackAnswer, CallbackReading } from '../callback.js';
import { keyOfBounceAddress } from './bounce-address.js';
import { readReturnedMail } from './delivery-status.js';

/** How returned mails come back. */
export interface BounceOptions {
  /** MAIL_BOUNCE_ADDRESS. */
  readonly address: string;
  /** Last part of the URL to which the mail server posts them. */
  readonly secret: string;
  readonly keys: readonly LinkKey[];
}

const answer = (status: number, body: string): CallbackAnswer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body: `${body}\n`,
});

/**
 * A mail that the mail server of the bounce address posts as it came (docs/channels.md). Whoever has the secret of the
 * URL is believed to be that server; what it passes on came from anybody, and counts only where the address is one that
 * we made and the mail is a delivery status. Everything else is taken and changes nothing, so that it does not come
 * again.
 */
export function readBounce(callback: Callback, { address, secret, keys }: BounceOptions): CallbackReading {
  const refused = (status: number, reason: string): CallbackReading => ({
    kind: 'refused',
    reason,
    answer: answer(status, reason),
  });
  if (!bearsSecret(callback.url, secret)) return refused(403, 'the URL does not bear the secret');
  if (callback.method !== 'POST') return refused(405, 'a returned mail is posted');
  const none = (reason: string): CallbackReading => ({ kind: 'taken', reports: [], answer: answer(200, reason) });
  const mail = readReturnedMail(callback.body);
  if (mail.kind === 'none') return none(mail.reason);
  const { action, status, dead } = mail.status;
  const [key] = mail.recipients.flatMap((recipient) => keyOfBounceAddress(address, keys, recipient) ?? []);
  if (key === undefined) return none('not returned to an address of ours');
  // Nothing is known yet of what waits on its way.
  if (action === 'delayed') return none('delayed');
  return {
    kind: 'taken',
    reports: [
      {
        // One mail may be reported late and again: by each status once.
        reportId: `${key} ${action} ${status}`,
        message: { idempotencyKey: key },
        evidence: action === 'failed' ? 'bounced' : 'delivered',
        happenedAt: null,
        detail: status === '' ? `DSN ${action}` : `DSN ${action} ${status}`,
        closesAddress: dead,
      },
    ],
    answer: answer(200, 'taken'),
  };
}
