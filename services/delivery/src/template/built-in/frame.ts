import { readFileSync } from 'node:fs';
import type { Template } from '../template.js';

/** What is a shipped mail's own; greeting, signature and opt-out are those of all. */
export interface MailWords {
  readonly name: string;
  readonly version: number;
  readonly subject: string;
  /** Speaks of the riders, as text and as HTML. It goes along where the rider rides in a stronger mail. */
  readonly block: readonly [text: string, html: string];
  /** A last paragraph for both forms; may be empty. */
  readonly closing: string;
}

interface Frame {
  readonly greeting: string;
  readonly signature: string;
  /** Text in front of the link to answer, and the words of the link in HTML. */
  readonly answer: readonly [text: string, html: string];
  /** Text in front of the opt-out link, and the words of the link in HTML. */
  readonly optOut: readonly [text: string, html: string];
}

const CUSTOMER: Readonly<Record<'en' | 'zh', Frame>> = {
  en: {
    greeting: 'Dear {{contact}},',
    signature: 'Your renewal team',
    answer: [
      'Not now, not you, or not at all? One click tells us: ',
      'Not now, not you, or not at all? One click tells us',
    ],
    optOut: ['You no longer want these mails? ', 'Unsubscribe'],
  },
  zh: {
    greeting: '{{contact}}，您好：',
    signature: '续约服务团队',
    answer: ['暂不方便、不该联系您，或不再续约？请一键告知：', '暂不方便、不该联系您，或不再续约？请一键告知'],
    optOut: ['如不希望再收到此类邮件：', '退订'],
  },
};
const OWNER: Readonly<Record<'en' | 'zh', Omit<Frame, 'answer' | 'optOut'>>> = {
  en: { greeting: 'Hello {{contact}},', signature: 'Perennial' },
  zh: { greeting: '{{contact}}，您好：', signature: 'Perennial' },
};

const SOURCE = readFileSync(new URL('./frame.mjml', import.meta.url), 'utf8');
/** What MJML makes of it; a test makes it anew and compares. */
const MADE = readFileSync(new URL('./frame.html', import.meta.url), 'utf8');

/** A mail to a customer: with greeting, signature, the link to answer and the one to opt out. */
export function customerMail(locale: 'en' | 'zh', words: MailWords): Template {
  const { greeting, signature, answer, optOut } = CUSTOMER[locale];
  const [textAnswer, htmlAnswer] = answer;
  const [textOptOut, htmlOptOut] = optOut;
  return mail(locale, words, greeting, signature, [
    `${textAnswer}{{answerLink}}\n${textOptOut}{{unsubscribeLink}}\n`,
    `<a href="{{answerLink}}">${htmlAnswer}</a><br /><a href="{{unsubscribeLink}}">${htmlOptOut}</a>`,
  ]);
}

/** A mail to a colleague, who is told because it is his work: no opt-out. */
export function ownerMail(locale: 'en' | 'zh', words: MailWords): Template {
  const { greeting, signature } = OWNER[locale];
  return mail(locale, words, greeting, signature, ['', '']);
}

function mail(
  locale: 'en' | 'zh',
  { name, version, subject, block: [textBlock, htmlBlock], closing }: MailWords,
  greeting: string,
  signature: string,
  [textEnd, end]: readonly [string, string],
): Template {
  const text = [greeting, marked(textBlock), closing, signature, textEnd].filter((part) => part !== '').join('\n\n');
  const content = [paragraph(greeting), marked(htmlBlock), closing && paragraph(closing), paragraph(signature)]
    .filter((part) => part !== '')
    .join('\n');
  const filled = (frame: string): string => fill(frame, { locale, signature, content, end });
  return {
    name,
    channel: 'EMAIL',
    locale,
    version,
    subject,
    text: `${text.trimEnd()}\n`,
    html: filled(MADE),
    mjml: filled(SOURCE),
  };
}

/** The places of the frame stand in text, where MJML changes nothing: filled before or after it is the same. */
function fill(frame: string, values: Readonly<Record<string, string>>): string {
  return frame.replaceAll(/%(\w+)%/g, (_all, name: string) => values[name] ?? '');
}

/** Comments mark the block, because a build that knows no blocks passes over them. */
function marked(block: string): string {
  return `{{!-- block --}}\n${block}\n{{!-- end of block --}}`;
}

function paragraph(text: string): string {
  return `<p>${text}</p>`;
}
