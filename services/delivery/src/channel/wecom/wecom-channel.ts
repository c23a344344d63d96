import { createHash } from 'node:crypto';
import type { Channel, MessageFacts, Rendered, ToldText } from '../channel.js';
import { SHORT_TEXT } from '../short-text.js';
import { smsContext } from '../sms/sms-context.js';
import type { WecomLink, WecomMessage, WecomTarget } from './wecom.js';

const TITLES: Readonly<Record<string, string>> = { zh: '答复：稍后提醒、内部采购、请来电' };
const TITLE = 'Answer: later, in procurement, call me';

/**
 * Messages of WeCom (C-01, C-07). A customer gets one from the colleague who knows him, once that colleague has
 * confirmed it, and with a link to the answer page below; there is no receipt that says whether he read it (C-08).
 */
export class WecomChannel implements Channel {
  readonly name = 'WECOM';
  /** Pages of ours see who follows a link; a customer who removes his colleague wants nothing more. */
  readonly evidence = ['delivered', 'complained', 'clicked', 'answered'] as const;
  readonly text = SHORT_TEXT;
  readonly tracesLinks = true;
  readonly needs = [] as const;

  render(told: readonly ToldText[], facts: MessageFacts): Rendered {
    const [first] = told;
    if (!first) throw new RangeError('a message tells something');
    const { locale } = first.text;
    const riders = told.flatMap((one) => one.riders);
    const text = first.text.whole(smsContext(facts, riders, locale), []).text.trim();
    const to = targetOf(facts);
    const title = TITLES[locale.split('-')[0] ?? ''] ?? TITLE;
    const hashed = [text, JSON.stringify(to), to.kind === 'CUSTOMER' ? facts.answerLink : ''];
    return {
      contentHash: createHash('sha256').update(hashed.join('\0')).digest('hex'),
      content: (idempotencyKey: string): WecomMessage => ({
        idempotencyKey,
        to,
        text,
        link: to.kind === 'CUSTOMER' ? answerLink(facts, title, idempotencyKey) : undefined,
      }),
    };
  }
}

function targetOf({ address, toColleague, writer }: MessageFacts): WecomTarget {
  if (toColleague) return { kind: 'COLLEAGUE', userId: address };
  return { kind: 'CUSTOMER', externalUserId: address, writer: writer ?? '' };
}

/** The part behind the # never leaves the reader's machine. */
function answerLink({ answerLink: url }: MessageFacts, title: string, key: string): WecomLink {
  return { title, url: `${url}#${key}` };
}
