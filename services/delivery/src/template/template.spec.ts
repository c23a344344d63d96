import fc from 'fast-check';
import { isolate } from '@perennial/kernel/isolate';
import { localDate } from '@perennial/kernel/local-date';
import { BUILT_IN_TEMPLATES as ALL_BUILT_IN } from './built-in/built-in-templates.js';
import type { MessageFacts, RiderFacts } from '../channel/channel.js';
import { EmailChannel, MAIL_TEXT } from '../channel/email/email-channel.js';
import { mailContext } from '../channel/email/mail-context.js';
import { formatDay } from '../channel/format-day.js';
import { SmsChannel } from '../channel/sms/sms-channel.js';
import { TaskChannel } from '../channel/task/task-channel.js';
import { WecomChannel } from '../channel/wecom/wecom-channel.js';
import { newId } from '@perennial/kernel/ids';
import { isolateNames } from './isolate-names.js';
import { needsOf } from './template-needs.js';
import { TemplateBook } from './template-book.js';
import { localesFor, type Template } from './template.js';
import { compileTemplate } from './text-engine.js';
import { validateTemplate } from './validate-template.js';

const BUILT_IN_TEMPLATES = ALL_BUILT_IN.filter(({ channel }) => channel === 'EMAIL');

const facts = (change: Partial<MessageFacts> = {}): MessageFacts => ({
  customer: 'Engines',
  addressee: 'Ada',
  address: 'ada@customer.example',
  optOutLink: 'https://x.example/u',
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
    payLink: `https://x.example/pay/${n}`,
    ...change,
  }));
const draft = (change: Partial<Template> = {}) => ({
  name: 'own',
  channel: 'EMAIL' as const,
  locale: 'en',
  subject: 'Hello {{contact}}',
  text: 'Hi {{contact}}',
  html: '<p>{{contact}}</p>',
  ...change,
});
const rules = (change: Partial<Template>) =>
  validateTemplate(draft(change), MAIL_TEXT).map(({ field, rule, message }) => `${field} ${rule} ${message}`);

const NAMES = [...new Set(BUILT_IN_TEMPLATES.map(({ name }) => name))];
const NOTHING_TO_PAY = ['auto-renewal-notice', 'free-renewal', 'trial-ending', 'correction'];
const INTERNAL = ['auto-renewal-unconfirmed', 'hold-at-last-step'];
const needsOfBuiltIn = (name: string): string[] => {
  if (INTERNAL.includes(name)) return [];
  if (name === 'auto-renewal-notice') return ['opt_out_link', 'price'];
  return NOTHING_TO_PAY.includes(name) ? ['opt_out_link'] : ['opt_out_link', 'pay_link', 'price'];
};
const mailOf = (template: Template, told: readonly RiderFacts[]) =>
  compileTemplate(template, MAIL_TEXT).whole(mailContext(facts(), told, template.locale), []);

describe('the shipped templates', () => {
  test('are valid, each in English and Chinese', () => {
    expect(BUILT_IN_TEMPLATES.map(({ name, locale }) => `${name} ${locale}`)).toEqual(
      NAMES.flatMap((name) => [`${name} en`, `${name} zh`]),
    );
    for (const template of BUILT_IN_TEMPLATES) expect(validateTemplate(template, MAIL_TEXT)).toEqual([]);
  });

  test.each(
    BUILT_IN_TEMPLATES.flatMap((template) =>
      [1, 3].map((count) => [`${template.name} ${template.locale}, ${count} riders`, template, count] as const),
    ),
  )('%s show every field (M-02, M-03)', (_name, template, count) => {
    const mail = mailOf(template, riders(count));
    const needs = needsOfBuiltIn(template.name);
    const chinese = template.locale === 'zh';
    const dayAfter = chinese ? '2025年2月1日' : '1 February 2025';
    const day = chinese ? '2025年1月31日' : '31 January 2025';
    for (const part of [mail.text, mail.html]) {
      for (const shown of [
        'Engines',
        'Ada',
        'Suite 1',
        day,
        ...(needs.includes('price') ? ['1,200.50'] : []),
        ...(needs.includes('pay_link') ? ['https://x.example/pay/0'] : []),
        ...(needs.includes('opt_out_link') ? ['https://x.example/u'] : []),
      ])
        expect(part).toContain(shown);
      expect(part.includes('Suite 3')).toBe(count === 3);
      expect(part).not.toMatch(/null|undefined|\[object|\{\{|\n{3}/);
    }
    if (count === 1 && template.name !== 'auto-renewal-unconfirmed')
      expect(mail.subject).toContain(template.name === 'auto-renewal-notice' ? dayAfter : day);
    expect(mail.subject).not.toMatch(/\n/);
  });

  test.each(BUILT_IN_TEMPLATES.map((template) => [`${template.name} ${template.locale}`, template] as const))(
    '%s needs what its purpose has: no price and no link where nothing is to be paid (K12, K18, M-10)',
    (_name, template) => {
      expect(needsOf(template, MAIL_TEXT)).toEqual(needsOfBuiltIn(template.name));
    },
  );

  test('nothing but the last warning says that access is lost, nor that what has ended "ends" (K12, M-15, review 40)', () => {
    const saying = (words: RegExp): string[] =>
      BUILT_IN_TEMPLATES.filter((template) => words.test(Object.values(mailOf(template, riders(1))).join('\n'))).map(
        ({ name, locale }) => `${name} ${locale}`,
      );
    expect(saying(/loses access|无法继续使用/)).toEqual(['last-warning en', 'last-warning zh']);
    expect(saying(/Suite 1 ends on/)).toEqual(['last-warning en']);
    expect(saying(/has ended on|已于/)).toEqual(['after-expiry en', 'after-expiry zh']);
    expect(saying(/renews by itself on 1 February 2025|将于2025年2月1日自动续约/)).toEqual([
      'auto-renewal-notice en',
      'auto-renewal-notice zh',
    ]);
  });

  test('a correction names the new day and the earlier one (M-13, R7)', () => {
    const correction = BUILT_IN_TEMPLATES.find(({ name }) => name === 'correction') as Template;
    const mail = mailOf(correction, riders(1, { earlierLastDay: localDate('2025-01-17') }));
    expect(mail.subject).toContain('31 January 2025');
    for (const part of [mail.text, mail.html]) expect(part).toMatch(/31 January 2025[^]*17 January 2025/);
    expect(mailOf(correction, riders(1)).text).not.toContain('told before');
  });
});

describe('rendering', () => {
  const render = (change: Partial<MessageFacts>) =>
    compileTemplate(draft(), MAIL_TEXT).whole(mailContext(facts(change), riders(1), 'en'), []);

  test('names may hold anything; only HTML escapes (M-04)', () => {
    const contact = `Zoë & "O'Neil" <b> # 🌱 שלום {{customer}}`;
    const mail = render({ addressee: contact });
    expect([mail.subject, mail.text]).toEqual([`Hello \u2068${contact}\u2069`, `Hi \u2068${contact}\u2069`]);
    expect(mail.html).toBe('<p><bdi>Zoë &amp; &quot;O&#x27;Neil&quot; &lt;b&gt; # 🌱 שלום {{customer}}</bdi></p>');
  });

  test('any text comes out as it is, and never as markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (contact) => {
        expect(render({ addressee: contact }).text).toBe(`Hi ${isolate(contact, 'en')}`);
        expect(render({ addressee: contact }).html.slice(8, -10)).not.toMatch(/[<>"']/);
      }),
    );
  });

  test('a contact without a name is greeted by the company', () => {
    expect(render({ addressee: '' }).text).toBe('Hi Engines');
  });

  test('a value that is missing throws instead of printing nothing (M-03)', () => {
    const { contact: _left, ...rest } = mailContext(facts(), riders(1), 'en');
    expect(() => compileTemplate(draft(), MAIL_TEXT).whole(rest, [])).toThrow();
    const hidden = compileTemplate(draft({ text: '{{constructor}}' }), MAIL_TEXT);
    expect(() => hidden.whole(mailContext(facts(), riders(1), 'en'), [])).toThrow();
  });
});

describe('validation', () => {
  test.each<[Partial<Template>, string]>([
    [{ text: 'one\ntwo {{nobody}}' }, 'template.text unknown_variable line 2: nobody is not a known variable'],
    [{ text: '{{shout contact}}' }, 'template.text unknown_helper line 1: shout is not a known helper'],
    [{ html: '{{{contact}}}' }, 'template.html unescaped line 1: contact'],
    [{ html: '{{&contact}}' }, 'template.html unescaped line 1: contact'],
    [{ text: '{{#with contact}}x{{/with}}' }, 'template.text unknown_helper line 1: with'],
    [{ text: '{{> other}}' }, 'template.text not_allowed line 1: PartialStatement'],
    [{ text: '{{#each riders}}{{customer}}{{/each}}' }, 'template.text unknown_variable line 1: customer'],
    [{ text: '{{#each contact}}x{{/each}}' }, 'template.text not_a_list line 1'],
    [{ text: '{{riders}}' }, 'template.text not_a_text line 1'],
    [{ text: '{{contact.constructor}}' }, 'template.text unknown_variable line 1: contact.constructor'],
    [{ text: '{{@root.contact}}' }, 'template.text unknown_variable line 1'],
    [{ text: '{{#if (eq contact 1)}}x{{/if}}' }, 'template.text not_a_variable line 1'],
    [{ text: '{{#if contact}}' }, 'template.text syntax Parse error'],
    [{ subject: 'a\nBcc: b' }, 'template.subject line_break'],
    [{ text: '  ' }, 'template.text required'],
    [{ subject: 'x'.repeat(301) }, 'template.subject too_long'],
    [{ name: 'Own/../x' }, 'template.name not_a_name'],
    [{ locale: 'english' }, 'template.locale unknown_locale'],
    [{ subject: '{{!-- block --}}x{{!-- end of block --}}' }, 'template.subject syntax a block is marked once'],
    [{ text: '{{!-- block --}}x' }, 'template.text syntax a block is marked once'],
    [{ text: '{{!-- end of block --}}x{{!-- block --}}' }, 'template.text syntax a block is marked once'],
  ])('refuses %j', (change, expected) => {
    expect(rules(change)).toEqual([expect.stringContaining(expected)]);
  });

  test('every fault is named, and a good template has none', () => {
    expect(rules({ text: '{{a}}\n{{b}}', html: '{{c}}' })).toHaveLength(3);
    expect(
      rules({
        text: '{{#each riders}}{{@index}} {{product}} for {{../customer}}{{/each}}{{#unless several}}{{payLink}}{{/unless}}',
      }),
    ).toEqual([]);
  });
});

const channels = {
  EMAIL: new EmailChannel({ host: 'renew.example', from: undefined }),
  SMS: new SmsChannel(),
  WECOM: new WecomChannel(),
  TASK: new TaskChannel(),
};

test('the book finds the language, else English, and the newest version', () => {
  const book = new TemplateBook(channels, [...BUILT_IN_TEMPLATES, { ...draft({ name: 'reminder' }), version: 5 }]);
  expect(
    [
      book.newest('reminder', 'EMAIL', 'zh-CN'),
      book.newest('reminder', 'EMAIL', 'fr'),
      book.newest('reminder', 'EMAIL', 'en-US'),
      book.newest('none', 'EMAIL', 'en'),
    ].map((found) => found && `${found.locale} ${found.version}`),
  ).toEqual(['zh 4', 'en 5', 'en 5', undefined]);
  expect(book.version('reminder', 'EMAIL', 'en', 4)?.version).toBe(4);
  expect(formatDay(localDate('2025-01-31'), 'zh')).toBe('2025年1月31日');
});

test.each<[Partial<Template>, readonly string[]]>([
  [{}, []],
  [{ text: '{{#each riders}}{{amount}}{{/each}}' }, ['price']],
  [{ html: '{{#if payLink}}<a href="{{payLink}}">pay</a>{{/if}}' }, ['pay_link']],
  [{ subject: '{{amount}}', text: '{{#unless several}}{{unsubscribeLink}}{{/unless}}' }, ['opt_out_link', 'price']],
])('a text needs what it names: %j', (change, needs) => {
  expect(needsOf(draft(change), MAIL_TEXT)).toEqual(needs);
});

test.each<[string, string[]]>([
  ['en_US', ['en-US', 'en']],
  ['de-DE', ['de-DE', 'de', 'en']],
  ['fr', ['fr', 'en']],
  ['zh-hant-tw', ['zh-Hant-TW', 'zh-Hant', 'zh', 'en']],
  ['de-DE-u-co-phonebk', ['de-DE-u-co-phonebk', 'de-DE-u-co', 'de-DE', 'de', 'en']],
  ['', ['en']],
  ['_', ['en']],
])('a text for %j is looked for as RFC 4647 has it (K05, D-06)', (locale, expected) => {
  expect(localesFor(locale)).toEqual(expected);
});

test('each name stands in isolation: the date behind it stays where it is (K27, M-04)', () => {
  const reminder = BUILT_IN_TEMPLATES.find(({ name }) => name === 'first-notice') as Template;
  const mail = mailOf(reminder, riders(1, { product: 'תוכנה 2' }));
  expect(mail.subject).toBe('\u2068תוכנה 2\u2069 is due for renewal on 31 January 2025');
  expect(mail.text).toContain('- \u2068תוכנה 2\u2069\n');
  expect(mail.html).toContain('<strong><bdi>תוכנה 2</bdi></strong>');
  expect(mailOf(reminder, riders(1)).subject).toBe('Suite 1 is due for renewal on 31 January 2025');
});

test('a name in a tag, or where only text may stand, gets no element around it', () => {
  const names = new Set(['product']);
  const source =
    '<title>{{product}}</title>\n<a title="{{product}}" href="{{payLink}}">{{#if product}}{{product}}{{/if}}</a>';
  expect(isolateNames(source, names)).toBe(
    '<title>{{product}}</title>\n<a title="{{product}}" href="{{payLink}}">{{#if product}}<bdi>{{product}}</bdi>{{/if}}</a>',
  );
});
