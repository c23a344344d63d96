import type { MessageId, ReminderId, TermId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import type { RiderFacts } from '../channel/channel.js';
import { EmailChannel } from '../channel/email/email-channel.js';
import { TaskChannel } from '../channel/task/task-channel.js';
import { WecomChannel } from '../channel/wecom/wecom-channel.js';
import type { Mail } from '../channel/email/mail.js';
import { SmsChannel } from '../channel/sms/sms-channel.js';
import type { OpenMessage, RidingDispatch } from '../message/message.js';
import type { TermLook } from '../peer/peers.js';
import { BUILT_IN_TEMPLATES } from '../template/built-in/built-in-templates.js';
import { TemplateBook } from '../template/template-book.js';
import type { Template } from '../template/template.js';
import { textsOf } from './texts-of.js';

const channel = new EmailChannel({ host: 'renew.example', from: undefined });
const own: Template = {
  name: 'own',
  channel: 'EMAIL',
  locale: 'en',
  version: 3,
  subject: 'Own',
  text: 'Own words about {{product}}',
  html: '<p>Own words about {{product}}</p>',
};
const book = new TemplateBook(
  { EMAIL: channel, SMS: new SmsChannel(), WECOM: new WecomChannel(), TASK: new TaskChannel() },
  [...BUILT_IN_TEMPLATES, own],
);
const rider = (product: string, purpose: string, change: Partial<RidingDispatch> = {}): RidingDispatch => ({
  reminderId: `r-${product}` as ReminderId,
  rung: 0,
  messageId: 'm' as MessageId,
  termId: `t-${product}` as TermId,
  product,
  lastDay: localDate('2024-07-16'),
  template: purpose,
  purpose,
  legal: false,
  lastStep: false,
  correctsLastDay: null,
  windowClosesAt: instant(1),
  further: false,
  lastOpening: false,
  withdrawn: null,
  ...change,
});
const message = (dispatches: readonly RidingDispatch[], change: Partial<OpenMessage> = {}): OpenMessage =>
  ({ channel: 'EMAIL', template: 'reminder', frozen: false, texts: null, dispatches, ...change }) as OpenMessage;
const texts = (dispatches: readonly RidingDispatch[], looks?: ReadonlyMap<TermId, TermLook>, locale = 'en') =>
  textsOf(message(dispatches), book, locale, looks);
const names = (found: ReturnType<typeof texts>) =>
  found.groups.map(({ text, dispatches }) => `${text.name}: ${dispatches.map(({ product }) => product).join(', ')}`);

function mailOf(found: ReturnType<typeof texts>): Mail {
  const facts = {
    customer: 'Engines',
    addressee: 'Ada',
    address: 'ada@x.example',
    optOutLink: 'https://x.example/u',
    answerLink: 'https://renew.example/answer/y',
    optional: true,
    replyTo: undefined,
  };
  const told = found.groups.map(({ text, dispatches }) => ({
    text,
    riders: dispatches.map(({ reminderId, termId, product, lastDay }): RiderFacts => ({
      reminderId,
      termId,
      product,
      lastDay,
      earlierLastDay: null,
      amount: { currency: 'EUR', minor: 10_000n },
      payLink: `https://x.example/${product}`,
    })),
  }));
  return channel.render(told, facts).content('k.1', instant(0)) as Mail;
}

test('the strongest purpose gives the subject, each rider keeps its own text (review 8)', () => {
  const found = texts([
    rider('Yearly', 'first-notice'),
    rider('Monthly', 'last-warning', { lastDay: localDate('2024-08-01') }),
  ]);
  expect(names(found)).toEqual(['last-warning: Monthly', 'first-notice: Yearly']);
  const mail = mailOf(found);
  expect(mail.subject).toBe('Monthly ends on 1 August 2024');
  for (const part of [mail.text, mail.html]) {
    const [warned = '', notice = ''] = part.split(/preparing the renewal/);
    expect(warned).toMatch(/loses access[^]*Monthly/);
    expect(warned).not.toContain('Yearly');
    expect(notice).toContain('Yearly');
    expect(part.match(/Dear (<bdi>)?Ada/g)).toHaveLength(1);
    expect(part.match(/x\.example\/u/g)).toHaveLength(1);
  }
});

test('a text of somebody without a list is told whole, as host and as guest', () => {
  const guest = mailOf(texts([rider('A', 'reminder'), rider('B', 'other', { template: 'own' })]));
  expect(guest.text).toMatch(/- A\n[^]*Own words about B[^]*Your renewal team/);
  const host = mailOf(texts([rider('A', 'legal', { template: 'own' }), rider('B', 'reminder')]));
  expect([host.subject, host.text]).toEqual(['Own', expect.stringMatching(/^Own words about A\n[^]*- B\n/)]);
});

test('one term is told once, in the singular, with one link (K19, R1, review 6)', () => {
  const term = { termId: 't-A' as TermId };
  const mail = mailOf(
    texts([
      rider('A', 'reminder', { ...term, reminderId: 'r1' as ReminderId }),
      rider('A', 'reminder', { ...term, reminderId: 'r2' as ReminderId }),
    ]),
  );
  expect(mail.subject).toBe('Please renew A before 16 July 2024');
  expect(mail.text.match(/- A\n/g)).toHaveLength(1);
});

test('where a text asks for money and the term costs nothing, it says so and has no link (K12, review 18)', () => {
  const free = { closed: false, cause: '', quoteVersion: 1, amount: { currency: 'EUR', minor: 0n }, payToken: '' };
  const looks = new Map([['t-A' as TermId, free]]);
  expect(names(texts([rider('A', 'last-warning'), rider('B', 'reminder')], looks))).toEqual([
    'free-renewal: A',
    'reminder: B',
  ]);
  expect(names(texts([rider('A', 'auto-renewal-notice')], looks))).toEqual(['auto-renewal-notice: A']);
});

test('what may be out already keeps its very versions; one of an older build its one template', () => {
  const riders = [rider('A', 'reminder'), rider('B', 'first-notice')];
  const used = (name: string, product: string) => ({
    name,
    locale: 'en',
    version: 3,
    termIds: [`t-${product}` as TermId],
  });
  const frozen = message(riders, { frozen: true, texts: [used('own', 'B'), used('correction', 'A')] });
  expect(names(textsOf(frozen, book, 'zh', undefined))).toEqual(['correction: A', 'own: B']);
  const older = message(riders, { frozen: true, template: 'own', locale: 'en', templateVersion: 3 });
  expect(names(textsOf(older, book, 'zh', undefined))).toEqual(['own: A, B']);
});

test('a text that does not exist is the trouble of its own riders', () => {
  const found = texts([rider('A', 'reminder'), rider('B', 'gone')]);
  expect([names(found), found.textless.map(({ product }) => product)]).toEqual([['reminder: A'], ['B']]);
});
