import { createHash } from 'node:crypto';
import { setImmediate as immediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '@perennial/kernel/instant';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import type { OpenMessage } from '../message/message.js';
import { drop, uncertain, type RiderEnd } from '../message/outcome.js';
import { LoadTemplates } from '../template/load-templates.js';
import { mailContext } from '../template/mail-context.js';
import type { FoundTemplate, TemplateBook } from '../template/template-book.js';
import type { MailText } from '../template/text-engine.js';
import type { PreparedCall } from './prepared-call.js';
import { MailLinks } from './sign-links.js';
import { decide, type Facts, type Verdict } from './verdict.js';

export interface Prepared {
  readonly calls: readonly PreparedCall[];
  readonly ends: readonly { readonly message: OpenMessage; readonly ends: readonly RiderEnd[] }[];
  readonly waits: readonly { readonly messageId: string; readonly at: Instant; readonly reason: string }[];
}

/** Rendering is pure computing: closing events and calls under way get their turn in between. */
const RENDERED_AT_ONCE = 25;

type Go = Extract<Verdict, { kind: 'call' }>;

/** Decides each message of a batch and renders those that may be called. */
@Injectable()
export class PrepareCalls {
  readonly #links: MailLinks;
  readonly #host: string;
  readonly #from: { name: string; address: string };

  constructor(
    private readonly templates: LoadTemplates,
    @Inject(SERVICE_CONFIG) config: ServiceConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#links = new MailLinks(config);
    this.#host = new URL(config.PUBLIC_URL).hostname;
    const domain = /^[\d.]+$|^\[/.test(this.#host) ? 'localhost' : this.#host;
    this.#from = { name: 'Renewals', address: config.MAIL_FROM ?? `renewals@${domain}` };
  }

  async execute(messages: readonly OpenMessage[], facts: Facts, now: Instant): Promise<Prepared> {
    const book = await this.templates.book();
    const prepared = {
      calls: [] as PreparedCall[],
      ends: [] as { message: OpenMessage; ends: readonly RiderEnd[] }[],
      waits: [] as { messageId: string; at: Instant; reason: string }[],
    };
    for (const [n, message] of messages.entries()) {
      if (n > 0 && n % RENDERED_AT_ONCE === 0) await immediate();
      const verdict = decide(message, facts, now);
      if (verdict.kind === 'wait')
        prepared.waits.push({ messageId: message.id, at: verdict.at, reason: verdict.reason });
      else if (verdict.kind === 'end') prepared.ends.push({ message, ends: verdict.ends });
      else this.#render(message, verdict, book, now, prepared);
    }
    return prepared;
  }

  #render(
    message: OpenMessage,
    go: Go,
    book: TemplateBook,
    now: Instant,
    into: { calls: PreparedCall[]; ends: { message: OpenMessage; ends: readonly RiderEnd[] }[] },
  ): void {
    try {
      into.calls.push(this.#call(message, go, book, now));
    } catch (error) {
      this.logger.error({ err: error, messageId: message.id }, 'a message cannot be rendered');
      into.ends.push({
        message,
        ends: message.riders.map(({ reminderId }) =>
          message.frozen
            ? uncertain(reminderId, 'TEMPLATE')
            : { ...drop(reminderId, 'FAILED', 'TEMPLATE'), state: 'FAILED' },
        ),
      });
    }
  }

  #call(message: OpenMessage, { contact, quotes, looked }: Go, book: TemplateBook, now: Instant): PreparedCall {
    const template = templateOf(message, contact.locale, book);
    const unsubscribeUrl = this.#links.unsubscribe(message, contact.addressHmac);
    const riders = message.riders.map(({ termId, product, lastDay }) => {
      const quote = quotes[termId];
      if (!quote) throw new Error(`no quote for term ${termId}`);
      return {
        product,
        lastDay,
        amount: { currency: quote.currency, minor: BigInt(quote.minor) },
        payLink: this.#links.pay(quote.payToken),
      };
    });
    const text = template.render(
      mailContext(
        { customer: contact.customerName, contact: contact.contactName, unsubscribeLink: unsubscribeUrl, riders },
        template.locale,
      ),
    );
    const contentHash = hashOf(text);
    const changed = message.contentHash !== null && message.contentHash !== contentHash && !message.frozen;
    const textRevision = message.textRevision + (changed ? 1 : 0);
    const key = `${message.id}.${textRevision}`;
    return {
      message,
      addressHmac: contact.addressHmac,
      looked,
      quotes,
      textRevision,
      templateVersion: template.version,
      locale: template.locale,
      contentHash,
      mail: {
        ...text,
        idempotencyKey: key,
        messageId: `${key}@${this.#host}`,
        from: this.#from,
        to: { name: contact.contactName, address: contact.address },
        date: now,
        unsubscribeUrl,
      },
    };
  }
}

/** The newest text in the contact's language; for a text that may be out already, that very version. */
function templateOf(message: OpenMessage, locale: string, book: TemplateBook): FoundTemplate {
  const name = message.riders[0]?.template ?? '';
  const pinned =
    message.frozen && message.templateVersion !== null && message.locale !== null
      ? book.version(name, message.locale, message.templateVersion)
      : undefined;
  const template = pinned ?? book.newest(name, locale);
  if (!template) throw new Error(`there is no template ${name}`);
  return template;
}

function hashOf({ subject, text, html }: MailText): string {
  return createHash('sha256').update(subject).update('\0').update(text).update('\0').update(html).digest('hex');
}
