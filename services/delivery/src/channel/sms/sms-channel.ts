import { createHash } from 'node:crypto';
import type { Channel, MessageFacts, Rendered, TextForm, ToldText } from '../channel.js';
import { SHORT_TEXT } from '../short-text.js';
import { segmentsOf } from './segments.js';
import type { Sms } from './sms.js';
import { smsContext, smsVariables } from './sms-context.js';

export const SMS_TEXT: TextForm = { ...SHORT_TEXT, optOutWords: ['STOP', '退订'] };

/**
 * Text messages. A message of several riders tells the first one with the strongest text, and how many others there are
 * (protocol.md, Who decides what): there is no room for each.
 */
export class SmsChannel implements Channel {
  readonly name = 'SMS';
  /** Receipts and replies; STOP is a complaint. */
  readonly evidence = ['delivered', 'bounced', 'complained', 'opened', 'answered'] as const;
  readonly text = SMS_TEXT;
  readonly tracesLinks = false;
  /** Whoever wants no more of them answers so. */
  readonly needs = [] as const;

  render(told: readonly ToldText[], facts: MessageFacts): Rendered {
    const [first] = told;
    if (!first) throw new RangeError('a text message tells something');
    const { name: template, locale } = first.text;
    const riders = told.flatMap((one) => one.riders);
    const context = smsContext(facts, riders, locale);
    const text = first.text.whole(context, []).text.trim();
    return {
      contentHash: createHash('sha256').update(text).digest('hex'),
      content: (idempotencyKey: string): Sms => ({
        idempotencyKey,
        to: facts.address,
        text,
        template,
        locale,
        variables: smsVariables(context),
        segments: segmentsOf(text),
      }),
    };
  }
}
