import { addMs, DAY, type Instant } from '@perennial/kernel/instant';
import type { ServiceConfig } from '@perennial/service/config/service-config';
import { signLink } from '@perennial/service/link/signed-link';
import type { OpenMessage } from '../message/message.js';
import { formatSubject } from '../preference/opt-out-subject.js';

/** An opt-out link works for this long after its message was released. */
const OPT_OUT_DAYS = 400;

/** The links of a message. They depend on the message alone, so that a repeat is the same text. */
export class MessageLinks {
  readonly #base: string;

  constructor(private readonly config: Pick<ServiceConfig, 'PUBLIC_URL' | 'LINK_SIGNING_KEYS'>) {
    this.#base = config.PUBLIC_URL.replace(/\/$/, '');
  }

  /** @param locale of the text: the page behind the link speaks its language. */
  pay(token: string, locale: string): string {
    return `${this.#base}/pay/${token}${languageOf(locale)}`;
  }

  optOut(message: OpenMessage, addressHmac: string, locale: string): string {
    const { channel, customerId, recipientId } = message;
    const subject = formatSubject({ addressHmac, channel, customerId, recipientId });
    const expiresAt: Instant = addMs(message.releasedAt, OPT_OUT_DAYS * DAY);
    const token = signLink(this.config.LINK_SIGNING_KEYS, { purpose: 'unsubscribe', subject, expiresAt });
    return `${this.#base}/unsubscribe/${token}${languageOf(locale)}`;
  }
}

/** English is what a page speaks unless told otherwise. */
function languageOf(locale: string): string {
  return locale === 'en' ? '' : `?lang=${encodeURIComponent(locale)}`;
}
