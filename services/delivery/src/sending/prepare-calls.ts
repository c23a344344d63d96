import { setImmediate as immediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '@perennial/kernel/instant';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { CHANNELS, type Channels, type RiderFacts } from '../channel/channel.js';
import type { OpenMessage } from '../message/message.js';
import { NO_TEXT } from '../message/outcome.js';
import { LoadTemplates } from '../template/load-templates.js';
import type { FoundText, TemplateBook } from '../template/template-book.js';
import { MessageLinks } from './sign-links.js';
import type { Prepared, PreparedCall, PreparedEnd, Routed, Wait } from './prepared-call.js';
import { decide, endAll, type Facts, type Go } from './verdict.js';

/** Rendering is pure computing: closing events and calls under way get their turn in between. */
const RENDERED_AT_ONCE = 25;

/** Decides each message of a batch and renders those that may be called. */
@Injectable()
export class PrepareCalls {
  readonly #links: MessageLinks;

  constructor(
    private readonly templates: LoadTemplates,
    @Inject(CHANNELS) private readonly channels: Channels,
    @Inject(SERVICE_CONFIG) config: ServiceConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#links = new MessageLinks(config);
  }

  async execute(messages: readonly Routed[], facts: Facts, now: Instant): Promise<Prepared> {
    const book = await this.templates.book();
    const prepared = { calls: [] as PreparedCall[], ends: [] as PreparedEnd[], waits: [] as Wait[] };
    for (const [n, routed] of messages.entries()) {
      if (n > 0 && n % RENDERED_AT_ONCE === 0) await immediate();
      const { message } = routed;
      try {
        const verdict = decide(message, facts, (locale) => textOf(message, locale, book), now);
        if (verdict.kind === 'wait') prepared.waits.push({ ...verdict, messageId: message.messageId });
        else if (verdict.kind === 'end') prepared.ends.push({ message, ends: verdict.ends });
        else prepared.calls.push(this.#call(routed, verdict, now));
      } catch (error) {
        this.logger.error({ err: error, messageId: message.messageId }, 'a message cannot be rendered');
        prepared.ends.push({ message, ends: endAll(message, NO_TEXT).ends });
      }
    }
    return prepared;
  }

  #call({ message, route }: Routed, go: Go, now: Instant): PreparedCall {
    const { recipient, text, quotes } = go;
    const rendered = this.channels[message.channel].render(text, {
      customer: recipient.customerName,
      addressee: recipient.name,
      address: recipient.address,
      optOutLink: this.#links.optOut(message, recipient.addressHmac),
      riders: this.#riders(go),
    });
    const { contentHash } = rendered;
    const changed = message.contentHash !== null && message.contentHash !== contentHash && !message.frozen;
    const textRevision = message.textRevision + (changed ? 1 : 0);
    return {
      message,
      route,
      addressHmac: recipient.addressHmac,
      looked: go.looked,
      quotes,
      apart: go.apart,
      apartUntil: go.apartUntil,
      textRevision,
      templateVersion: text.version,
      locale: text.locale,
      contentHash,
      content: rendered.content(`${message.messageId}.${textRevision}`, now),
    };
  }

  #riders({ dispatches, quotes, text: { needs } }: Go): RiderFacts[] {
    return dispatches.map(({ reminderId, termId, product, lastDay, correctsLastDay }) => {
      const quote = quotes[termId];
      const amount = quote && { currency: quote.currency, minor: BigInt(quote.minor) };
      const payLink = quote && needs.has('pay_link') ? this.#links.pay(quote.payToken) : undefined;
      const earlierLastDay = correctsLastDay;
      return { reminderId, termId, product, lastDay, earlierLastDay, amount: amount ?? undefined, payLink };
    });
  }
}

/** The newest text in the addressee's language; for a text that may be out already, that very version. */
function textOf(message: OpenMessage, locale: string, book: TemplateBook): FoundText | undefined {
  const { template, channel } = message;
  if (message.frozen && message.templateVersion !== null && message.locale !== null)
    return book.version(template, channel, message.locale, message.templateVersion);
  return book.newest(template, channel, locale);
}
