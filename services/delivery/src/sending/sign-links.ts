import { addMs, DAY, type Instant } from '@perennial/kernel/instant';
import type { ServiceConfig } from '@perennial/service/config/service-config';
import { signLink } from '@perennial/service/link/signed-link';
import { signMessage, type MessagePurpose } from '../message/sign-messages.js';
import type { OpenMessage } from '../message/message.js';
import { formatSubject } from '../preference/opt-out-subject.js';

/** An opt-out link works for this long after its message was released. */
const OPT_OUT_DAYS = 400;

/** The links of a message. They depend on the message alone, so that a repeat is the same text. */
export class MessageLinks {
  readonly #base: string;

  constructor(private readonly config: Pick<ServiceConfig, 'PUBLIC_URL' | 'LINK_SIGNING_KEYS' | 'MAIL_OPEN_PIXEL'>) {
    this.#base = config.PUBLIC_URL.replace(/\/$/, '');
  }

  /**
   * @param locale of the text: the page behind the link speaks its language. @param traced whether the link says whose
   * it is, so that looking at the page is evidence of its message.
   */
  pay(token: string, locale: string, message: OpenMessage, traced: boolean): string {
    const reference: Record<string, string> = traced ? { m: this.#sign('message', message) } : {};
    return `${this.#base}/pay/${token}${asQuery({ ...languageOf(locale), ...reference })}`;
  }

  /** Of the page on which the addressee answers. */
  answer(message: OpenMessage, locale: string): string {
    return `${this.#base}/answer/${this.#sign('answer', message)}${asQuery(languageOf(locale))}`;
  }

  /** Of the picture that tells when a mail is opened; undefined unless the setting asks for it. */
  picture(message: OpenMessage): string | undefined {
    if (this.config.MAIL_OPEN_PIXEL !== 'on') return undefined;
    return `${this.#base}/seen/${this.#sign('picture', message)}`;
  }

  optOut(message: OpenMessage, addressHmac: string, locale: string): string {
    const { channel, customerId, recipientId } = message;
    const subject = formatSubject({ addressHmac, channel, customerId, recipientId });
    const expiresAt: Instant = addMs(message.releasedAt, OPT_OUT_DAYS * DAY);
    const token = signLink(this.config.LINK_SIGNING_KEYS, { purpose: 'unsubscribe', subject, expiresAt });
    return `${this.#base}/unsubscribe/${token}${asQuery(languageOf(locale))}`;
  }

  #sign(purpose: MessagePurpose, message: OpenMessage): string {
    return signMessage(this.config.LINK_SIGNING_KEYS, purpose, message);
  }
}

/** English is what a page speaks unless told otherwise. */
function languageOf(locale: string): Record<string, string> {
  return locale === 'en' ? {} : { lang: locale };
}

function asQuery(values: Record<string, string>): string {
  const query = new URLSearchParams(values);
  return query.size > 0 ? `?${query}` : '';
}
