import { addMs, DAY, type Instant } from '@perennial/kernel/instant';
import type { ServiceConfig } from '@perennial/service/config/service-config';
import { signLink } from '@perennial/service/link/signed-link';
import type { OpenMessage } from '../message/message.js';
import { formatSubject } from '../preference/unsubscribe-subject.js';

/** An unsubscribe link works for this long after its mail was released. */
const UNSUBSCRIBE_DAYS = 400;

/** The links of a mail. They depend on the message alone, so that a repeat is the same text. */
export class MailLinks {
  readonly #base: string;

  constructor(private readonly config: Pick<ServiceConfig, 'PUBLIC_URL' | 'LINK_SIGNING_KEYS'>) {
    this.#base = config.PUBLIC_URL.replace(/\/$/, '');
  }

  pay(token: string): string {
    return `${this.#base}/pay/${token}`;
  }

  unsubscribe(message: Pick<OpenMessage, 'customerId' | 'recipientId' | 'releasedAt'>, addressHmac: string): string {
    const { customerId, recipientId } = message;
    const expiresAt: Instant = addMs(message.releasedAt, UNSUBSCRIBE_DAYS * DAY);
    return `${this.#base}/unsubscribe/${signLink(this.config.LINK_SIGNING_KEYS, { purpose: 'unsubscribe', subject: formatSubject({ addressHmac, customerId, recipientId }), expiresAt })}`;
  }
}
