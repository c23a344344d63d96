import { newId } from '@perennial/kernel/ids';
import { localDate } from '@perennial/kernel/local-date';
import { BUILT_IN_TEMPLATES } from '../../template/built-in/built-in-templates.js';
import { needsOf } from '../../template/template-needs.js';
import type { Template } from '../../template/template.js';
import { purposeFaults } from '../../template/template-warnings.js';
import { compileTemplate } from '../../template/text-engine.js';
import { validateTemplate } from '../../template/validate-template.js';
import type { MessageFacts, RiderFacts, ToldText } from '../channel.js';
import type { Sms } from './sms.js';
import { SMS_TEXT, SmsChannel } from './sms-channel.js';

const TOKEN = 'AQEBjE0abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_abcdefghijklmno';
const facts = (change: Partial<MessageFacts> = {}): MessageFacts => ({
  customer: 'Engines',
  addressee: 'Ada',
  address: '+8613800138000',
  optOutLink: 'https://renew.example/u',
  answerLink: 'https://renew.example/answer/y',
  optional: true,
  replyTo: undefined,
  ...change,
});
const riders = (count: number, change: Partial<RiderFacts> = {}): RiderFacts[] =>
  Array.from({ length: count }, (_, n) => ({
    reminderId: newId(),
    termId: newId(),
    product: `Suite ${n + 1}`,
    lastDay: localDate('2025-01-31'),
    earlierLastDay: null,
    amount: { currency: 'EUR', minor: 120_050n },
    payLink: `https://renew.example/pay/${TOKEN}`,
    ...change,
  }));
const templates = BUILT_IN_TEMPLATES.filter(({ channel }) => channel === 'SMS');
const built = (name: string, locale = 'en'): Template =>
  templates.find((one) => one.name === name && one.locale === locale) as Template;
const told = (template: Template, some: readonly RiderFacts[]): ToldText => ({
  text: { name: template.name, locale: template.locale, ...compileTemplate(template, SMS_TEXT) },
  riders: some,
});
const sms = (texts: readonly ToldText[], change: Partial<MessageFacts> = {}): Sms =>
  new SmsChannel().render(texts, facts(change)).content('key', 0 as never) as Sms;
const own = (text: string, name = 'own'): Template => ({ ...built('reminder'), name, text });

test('every text that customers get by mail has a short form, in English and Chinese (M-02)', () => {
  const mails = BUILT_IN_TEMPLATES.filter((one) => one.channel === 'EMAIL' && one.text.includes('{{unsubscribeLink}}'));
  expect(templates.map(({ name, locale }) => `${name} ${locale}`).sort()).toEqual(
    mails.map(({ name, locale }) => `${name} ${locale}`).sort(),
  );
  for (const template of templates) expect(validateTemplate(template, SMS_TEXT)).toEqual([]);
});

test.each(
  templates.flatMap((template) => [1, 3].map((count) => [template.name, template.locale, count, template] as const)),
)(
  '%s %s of %i riders says what the mail says, once, and how many others there are (M-02, M-03)',
  (name, locale, count, template) => {
    const { text, template: named, variables } = sms([told(template, riders(count))]);
    expect([named, variables['payToken']]).toEqual([name, TOKEN]);
    const needs = needsOf(template, SMS_TEXT);
    for (const shown of [
      'Engines',
      'Suite 1',
      locale === 'zh' ? '2025年' : '2025',
      ...(needs.includes('price') ? ['1,200.50'] : []),
      ...(needs.includes('pay_link') ? [`https://renew.example/pay/${TOKEN}`] : []),
    ])
      expect(text).toContain(shown);
    expect(/2 more due|另有2项/.test(text)).toBe(count === 3);
    expect(text).not.toMatch(/Suite 2|null|undefined|\[object|\{\{|\n|[\u00a0\u202f【】]/);
    const mail = BUILT_IN_TEMPLATES.find((one) => one.channel === 'EMAIL' && one.name === name) as Template;
    expect(needs.includes('pay_link')).toBe(mail.text.includes('{{payLink}}'));
  },
);

test('only what asks somebody to buy says how to opt out (M-10)', () => {
  const saying = templates.filter(({ text }) => /Reply STOP|退订回T/.test(text));
  expect(saying.map(({ name, locale }) => `${name} ${locale}`)).toEqual([
    'trial-ending en',
    'trial-ending zh',
    'after-expiry en',
    'after-expiry zh',
  ]);
});

test('a text that takes the place of one with the word to answer keeps the word (M-10)', () => {
  const rules = (name: string, text: string): string[] =>
    purposeFaults(own(text, name), SMS_TEXT).refused.map(({ field, rule }) => `${field} ${rule}`);
  expect(rules('after-expiry', 'Come back: {{payLink}}')).toEqual(['template.text no_opt_out_link']);
  expect(rules('after-expiry', '{{payLink}} 回复TD退订')).toEqual([]);
  expect(rules('reminder', 'Renew: {{payLink}}')).toEqual([]);
  expect(purposeFaults(own('Hello'), SMS_TEXT)).toEqual({ refused: [], warnings: [] });
});

test('a list of riders, a subject and HTML are no part of a text message', () => {
  const rules = (change: Partial<Template>): string[] =>
    validateTemplate({ ...built('reminder'), ...change }, SMS_TEXT).map(({ field, rule }) => `${field} ${rule}`);
  expect(rules({ text: '{{#each riders}}x{{/each}}' })).toEqual(['template.text unknown_variable']);
  expect(rules({ subject: 'Hi', html: '<p>' })).toEqual([
    'template.subject unknown_field',
    'template.html unknown_field',
  ]);
  expect(rules({ text: 'x'.repeat(1_001) })).toEqual(['template.text too_long']);
});

test('the strongest text tells the message; riders of other texts are counted', () => {
  const texts = [
    told(built('last-warning'), riders(1)),
    told(built('free-renewal'), riders(1, { amount: undefined, payLink: undefined })),
  ];
  expect(sms(texts).text).toBe(
    `Suite 1 ends on 31 January 2025: without a renewal Engines loses access (1 more due). €1,200.50, renew now: https://renew.example/pay/${TOKEN}`,
  );
});

test('segments are those of the text as it is: English goes as GSM-7, a name in Chinese makes it UCS-2', () => {
  expect(sms([told(built('reminder'), riders(1))]).segments).toEqual({ encoding: 'GSM_7', count: 2 });
  expect(sms([told(built('reminder'), riders(1))], { customer: '引擎' }).segments.encoding).toBe('UCS_2');
  // French writes 1 200,50 € with narrow blanks.
  const french = { ...own('{{amount}}'), locale: 'fr' };
  expect(sms([told(french, riders(1))])).toMatchObject({ text: '1 200,50 €', segments: { encoding: 'GSM_7' } });
});

test('a value that is missing throws instead of printing nothing (M-03)', () => {
  expect(() => sms([told(built('reminder'), riders(1, { payLink: undefined }))])).toThrow();
  expect(() => sms([])).toThrow(RangeError);
});

test('the same text has the same hash, whoever gets it; another one another', () => {
  const hash = (template: Template, address = '+1'): string =>
    new SmsChannel().render([told(template, riders(1))], facts({ address })).contentHash;
  expect(hash(built('reminder'))).toBe(hash(built('reminder'), '+2'));
  expect(hash(built('reminder'))).not.toBe(hash(built('first-notice')));
});
