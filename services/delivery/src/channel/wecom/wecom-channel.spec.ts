import { newId } from '@perennial/kernel/ids';
import { localDate } from '@perennial/kernel/local-date';
import { CHAT_TEXTS } from '../../template/built-in/chat-texts.js';
import { compileTemplate } from '../../template/text-engine.js';
import { validateTemplate } from '../../template/validate-template.js';
import type { MessageFacts, RiderFacts } from '../channel.js';
import type { WecomMessage } from './wecom.js';
import { SHORT_TEXT } from '../short-text.js';
import { WecomChannel } from './wecom-channel.js';

const channel = new WecomChannel();
const FACTS: MessageFacts = {
  customer: 'Engines',
  addressee: 'Ada',
  address: 'wmAbC',
  writer: 'zhangsan',
  optOutLink: 'https://renew.example/unsubscribe/t',
  answerLink: 'https://renew.example/answer/t?lang=zh',
  optional: true,
  replyTo: undefined,
};
const rider = (): RiderFacts => ({
  reminderId: newId(),
  termId: newId(),
  product: 'Suite',
  lastDay: localDate('2025-01-31'),
  earlierLastDay: null,
  amount: { currency: 'CNY', minor: 120_050n },
  payLink: 'https://renew.example/pay/t',
});
const textOf = (name: string, locale: string) => {
  const template = CHAT_TEXTS.find((one) => one.name === name && one.locale === locale);
  if (!template) throw new Error(`no text ${name}`);
  return { name, locale, ...compileTemplate(template, SHORT_TEXT) };
};
const plain = (message: WecomMessage): WecomMessage => ({
  ...message,
  // Names of any script are isolated.
  text: message.text.replace(/[\u2066-\u2069]/g, ''),
});
const told = (change: Partial<MessageFacts> = {}, name = 'reminder', riders = [rider()]): WecomMessage => {
  const rendered = channel.render([{ text: textOf(name, 'zh'), riders }], { ...FACTS, ...change });
  return plain(rendered.content('m.1', 0 as never) as WecomMessage);
};

test('a customer is told by the colleague who may write to him, with a link that bears the key (C-07, C-14)', () => {
  expect(told()).toEqual({
    idempotencyKey: 'm.1',
    to: { kind: 'CUSTOMER', externalUserId: 'wmAbC', writer: 'zhangsan' },
    text: expect.stringContaining('Ada您好，为保证服务不中断，请在2025年1月31日前续约 Engines 的 Suite'),
    link: { title: expect.any(String), url: 'https://renew.example/answer/t?lang=zh#m.1' },
  });
  expect(told({ writer: undefined }).to).toMatchObject({ kind: 'CUSTOMER', writer: '' });
});

test('a colleague is told by the app, without a page for customers (C-01)', () => {
  const message = told({ toColleague: true, address: 'lisi' }, 'hold-at-last-step');
  expect([message.to, message.link]).toEqual([{ kind: 'COLLEAGUE', userId: 'lisi' }, undefined]);
  expect(message.text).toMatch(/^暂停中：/);
});

test('another writer is another message, and so is another day', () => {
  const hash = (change: Partial<MessageFacts>, riders = [rider()]): string =>
    channel.render([{ text: textOf('reminder', 'zh'), riders }], { ...FACTS, ...change }).contentHash;
  expect(hash({})).toBe(hash({}));
  expect(hash({ writer: 'lisi' })).not.toBe(hash({}));
  expect(hash({}, [{ ...rider(), lastDay: localDate('2025-02-28') }])).not.toBe(hash({}));
});

test('several terms: the first one and how many others, within what a message may hold', () => {
  const { text } = told(
    {},
    'last-warning',
    Array.from({ length: 50 }, () => rider()),
  );
  expect(text).toContain('另有49项待续约');
  expect(Buffer.byteLength(text, 'utf8')).toBeLessThan(2_048);
});

test.each(CHAT_TEXTS.map((template) => [template.name, template.locale, template] as const))(
  'the shipped text %s %s is valid, and whoever is asked to buy is told how to hear no more (M-02, M-10)',
  (name, _locale, template) => {
    expect(validateTemplate(template, SHORT_TEXT)).toEqual([]);
    expect(template.text.includes('{{unsubscribeLink}}')).toBe(['trial-ending', 'after-expiry'].includes(name));
  },
);
