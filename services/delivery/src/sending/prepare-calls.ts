import { setImmediate as immediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '@perennial/kernel/instant';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { CHANNELS, type Channels, type RiderFacts } from '../channel/channel.js';
import type { AmountInput, OpenMessage, Quotes } from '../message/message.js';
import type { Money } from '@perennial/kernel/money';
import { NO_TEXT } from '../message/outcome.js';
import { LoadTemplates } from '../template/load-templates.js';
import { MessageLinks } from './sign-links.js';
import type { Prepared, PreparedCall, PreparedEnd, Routed, Wait } from './prepared-call.js';
import { textsOf, type TextGroup } from './texts-of.js';
import { decide, endAll, endsOf, type Facts, type Go } from './verdict.js';

/** Rendering is pure computing: closing events and calls under way get their turn in between. */
const RENDERED_AT_ONCE = 25;

/** Decides each message of a batch and renders those that may be called. */
@Injectable()
export class PrepareCalls {
  readonly #links: MessageLinks;
  readonly #replyTo: string | undefined;

  constructor(
    private readonly templates: LoadTemplates,
    @Inject(CHANNELS) private readonly channels: Channels,
    @Inject(SERVICE_CONFIG) config: ServiceConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#links = new MessageLinks(config);
    this.#replyTo = config.MAIL_REPLY_TO;
  }

  async execute(messages: readonly Routed[], facts: Facts, now: Instant): Promise<Prepared> {
    const book = await this.templates.book();
    const prepared = { calls: [] as PreparedCall[], ends: [] as PreparedEnd[], waits: [] as Wait[] };
    for (const [n, routed] of messages.entries()) {
      if (n > 0 && n % RENDERED_AT_ONCE === 0) await immediate();
      const { message } = routed;
      try {
        const verdict = decide(message, facts, (locale) => textsOf(message, book, locale, facts.looks), now);
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

  /** What ends of messages that cannot be called. */
  endsOf(messages: readonly OpenMessage[], facts: Facts, now: Instant): PreparedEnd[] {
    return messages.flatMap((message) => {
      const ends = endsOf(message, facts, now);
      return ends.length > 0 ? [{ message, ends }] : [];
    });
  }

  #call({ message, route }: Routed, go: Go, now: Instant): PreparedCall {
    const { recipient, groups, quotes } = go;
    const told = groups.flatMap(({ dispatches }) => dispatches);
    const locale = groups[0]?.text.locale ?? 'en';
    const rendered = this.channels[message.channel].render(
      groups.map((group) => ({ text: group.text, riders: this.#riders(group, quotes, message) })),
      {
        customer: recipient.customerName,
        addressee: recipient.name,
        address: recipient.address,
        toColleague: message.addressee.kind === 'OWNER',
        // Whoever is named; else whoever looks after the customer, by his address on the same channel.
        writer: recipient.writer === '' ? go.ownerAddress : recipient.writer,
        optOutLink: this.#links.optOut(message, recipient.addressHmac, locale),
        answerLink: this.#links.answer(message, locale),
        openLink: message.addressee.kind === 'CONTACT' ? this.#links.picture(message) : undefined,
        optional: message.addressee.kind === 'CONTACT' && !told.some(({ legal }) => legal),
        // A colleague answers to whom the mail comes from; a customer to the setting, else to his owner.
        replyTo: message.addressee.kind === 'OWNER' ? undefined : (this.#replyTo ?? go.ownerAddress),
      },
    );
    const { contentHash } = rendered;
    const changed = message.contentHash !== null && message.contentHash !== contentHash && !message.frozen;
    const textRevision = message.textRevision + (changed ? 1 : 0);
    return {
      message,
      route,
      addressHmac: recipient.addressHmac,
      looked: go.looked,
      quotes,
      texts: groups.map(({ text: { name, locale, version }, dispatches }) => ({
        name,
        locale,
        version,
        termIds: dispatches.map(({ termId }) => termId),
      })),
      apart: go.apart,
      apartUntil: go.apartUntil,
      textRevision,
      contentHash,
      content: rendered.content(`${message.messageId}.${textRevision}`, now),
    };
  }

  #riders({ dispatches, text: { needs, locale } }: TextGroup, quotes: Quotes, message: OpenMessage): RiderFacts[] {
    const traced = this.channels[message.channel].tracesLinks;
    return dispatches.map(({ reminderId, termId, product, lastDay, correctsLastDay: earlierLastDay }) => {
      const quote = quotes[termId];
      return {
        reminderId,
        termId,
        product,
        lastDay,
        earlierLastDay,
        amount: money(quote ?? undefined),
        price: money(quote?.price),
        previousPrice: money(quote?.previousPrice),
        received: money(quote?.received),
        payLink: quote && needs.has('pay_link') ? this.#links.pay(quote.payToken, locale, message, traced) : undefined,
      };
    });
  }
}

function money(input: AmountInput | undefined): Money | undefined {
  return input && { currency: input.currency, minor: BigInt(input.minor) };
}
