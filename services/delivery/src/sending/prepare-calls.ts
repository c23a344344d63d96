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
import type { ChannelRoutes } from './channel-routes.js';
import { MessageLinks } from './sign-links.js';
import type { Prepared, PreparedCall, PreparedEnd, Routed, Wait } from './prepared-call.js';
import { destinationOf, routeGoing, type Going } from './route-going.js';
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

  /**
   * @param fresh messages that may go over any route. @param repeats those that go over the one that they have, once
   * more. @param routes undefined while the channel is down: then only repeats are called.
   */
  async execute(
    { fresh, repeats }: { readonly fresh: readonly OpenMessage[]; readonly repeats: readonly Routed[] },
    routes: ChannelRoutes | undefined,
    facts: Facts,
    now: Instant,
  ): Promise<Prepared> {
    const book = await this.templates.book();
    const prepared = { calls: [] as PreparedCall[], ends: [] as PreparedEnd[], waits: [] as Wait[] };
    const decided = (message: OpenMessage): Going[] => {
      const verdict = this.#tried(message, prepared, () =>
        decide(message, facts, (locale) => textsOf(message, book, locale, facts.looks), now),
      );
      if (verdict?.kind === 'wait') prepared.waits.push({ ...verdict, messageId: message.messageId });
      if (verdict?.kind === 'end') prepared.ends.push({ message, ends: verdict.ends });
      return verdict?.kind === 'call' ? [{ message, go: verdict }] : [];
    };
    const going = routes ? routeGoing(fresh.flatMap(decided), routes, now) : { routed: [], ends: [], waits: [] };
    prepared.ends.push(...going.ends);
    prepared.waits.push(...going.waits);
    const again = repeats.flatMap(({ message, route }) => decided(message).map(({ go }) => ({ message, go, route })));
    for (const [n, { message, go, route }] of [...going.routed, ...again].entries()) {
      if (n > 0 && n % RENDERED_AT_ONCE === 0) await immediate();
      const call = this.#tried(message, prepared, () => this.#call({ message, route }, go, now));
      if (call) prepared.calls.push(call);
    }
    return prepared;
  }

  /** A message that nothing can be made of ends, and holds up nobody. */
  #tried<T>(message: OpenMessage, { ends }: { readonly ends: PreparedEnd[] }, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      this.logger.error({ err: error, messageId: message.messageId }, 'a message cannot be rendered');
      ends.push({ message, ends: endAll(message, NO_TEXT).ends });
      return undefined;
    }
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
      to: destinationOf(recipient),
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
