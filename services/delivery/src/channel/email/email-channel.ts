import { createHash } from 'node:crypto';
import type { Instant } from '@perennial/kernel/instant';
import type { Channel, MessageFacts, Rendered, Text, TextContext, TextForm, ToldText } from '../channel.js';
import type { Mail, MailAddress } from './mail.js';
import { mailContext } from './mail-context.js';

const RIDER_VARIABLES = ['product', 'lastDay', 'nextDay', 'earlierLastDay', 'amount', 'payLink'];

export const MAIL_TEXT: TextForm = {
  parts: {
    subject: { most: 300, oneLine: true, escaped: false },
    text: { most: 50_000, oneLine: false, escaped: false },
    html: { most: 100_000, oneLine: false, escaped: true },
  },
  variables: ['customer', 'contact', 'unsubscribeLink', 'answerLink', 'several', 'riders', ...RIDER_VARIABLES],
  riderVariables: RIDER_VARIABLES,
  names: ['customer', 'contact', 'product'],
  needs: { amount: 'price', payLink: 'pay_link', unsubscribeLink: 'opt_out_link' },
};

export interface EmailOptions {
  /** Host of PUBLIC_URL: the right side of every Message-ID, and of the sender's address where none is set. */
  readonly host: string;
  readonly from: string | undefined;
}

/** Mail: subject, text and HTML to a mail address, with the one-click opt-out of RFC 8058 in its headers. */
export class EmailChannel implements Channel {
  readonly name = 'EMAIL';
  /** Bounces and complaints come back by mail or webhook; over plain SMTP acceptance is all that is known. */
  readonly evidence = ['delivered', 'bounced', 'complained', 'opened', 'clicked', 'answered'] as const;
  readonly text = MAIL_TEXT;
  readonly tracesLinks = true;
  readonly needs = ['opt_out_link'] as const;
  readonly #from: MailAddress;

  constructor(private readonly options: EmailOptions) {
    const domain = /^[\d.]+$|^\[/.test(options.host) ? 'localhost' : options.host;
    this.#from = { name: 'Renewals', address: options.from ?? `renewals@${domain}` };
  }

  render(told: readonly ToldText[], facts: MessageFacts): Rendered {
    const [first, ...guests] = told;
    if (!first) throw new RangeError('a mail tells something');
    const contextOf = ({ text: { locale }, riders }: ToldText): TextContext => mailContext(facts, riders, locale);
    const blocks = guests.map((guest) => guest.text.block(contextOf(guest)));
    const whole = first.text.whole(contextOf(first), blocks);
    const text = { ...whole, html: withPicture(whole.html, facts.openLink) };
    const riders = told.flatMap((one) => one.riders);
    return {
      contentHash: hashOf(text),
      content: (idempotencyKey: string, now: Instant): Mail => ({
        ...text,
        idempotencyKey,
        messageIdHeader: `${idempotencyKey}@${this.options.host}`,
        from: this.#from,
        to: { name: facts.addressee, address: facts.address },
        date: now,
        unsubscribeUrl: facts.optional ? facts.optOutLink : undefined,
        replyTo: facts.replyTo,
        reminderIds: riders.map(({ reminderId }) => reminderId),
        termIds: riders.map(({ termId }) => termId),
      }),
    };
  }
}

/** A picture of one dot, which mail programs fetch when they show the mail. */
function withPicture(html: string, link: string | undefined): string {
  if (link === undefined) return html;
  const picture = `<img src="${link}" width="1" height="1" alt="">`;
  const end = html.toLowerCase().lastIndexOf('</body>');
  return end < 0 ? `${html.trimEnd()}\n${picture}\n` : `${html.slice(0, end)}${picture}${html.slice(end)}`;
}

function hashOf({ subject, text, html }: Text): string {
  return createHash('sha256').update(subject).update('\0').update(text).update('\0').update(html).digest('hex');
}
