import { newId, type CustomerId, type TermId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import { err, ok } from '@perennial/kernel/result';
import { openChannels } from '../channel/open-channels.js';
import type { ChannelName } from '../channel/channel.js';
import type { PortfolioTerm } from '../peer/portfolio.client.js';
import { BUILT_IN_TEMPLATES } from '../template/built-in/built-in-templates.js';
import { TemplateBook } from '../template/template-book.js';
import { namesOf } from '../template/template-needs.js';
import { previewCases } from './preview-case.js';
import { previewOf, type Preview } from './preview.js';

const channels = openChannels({ PUBLIC_URL: 'https://renew.example', MAIL_FROM: undefined });
const book = new TemplateBook(channels, BUILT_IN_TEMPLATES);
const NOW = instant(Date.UTC(2030, 0, 1));
const REGISTERING = [
  { name: 'sms-a', registered: () => ok('SMS_1') },
  { name: 'sms-b', registered: () => err('TEMPLATE_NOT_REGISTERED: reminder en') },
  { name: 'sms-c' },
];
const term = (change: Partial<PortfolioTerm> = {}): PortfolioTerm => ({
  termId: newId<TermId>(),
  customerId: newId<CustomerId>(),
  customer: 'Engines & Co',
  contact: 'Ada',
  locale: 'en',
  product: 'Suite 1',
  lastDay: localDate('2030-01-31'),
  amount: { currency: 'EUR', minor: 120_050n },
  ...change,
});

function previews(name: string, channel: ChannelName, terms: readonly PortfolioTerm[], locale = 'en'): Preview[] {
  const text = book.newest(name, channel, locale);
  if (!text) throw new Error(`no text ${name}`);
  const named = namesOf(book.sourceOf(text, channel), channels[channel].text);
  return previewCases(terms, 'https://renew.example').map((one) =>
    previewOf(one, text, named, channels[channel], channel === 'SMS' ? REGISTERING : [], NOW),
  );
}
const only = (kind: string, of: readonly Preview[]): Preview => of.find((one) => one.kind === kind) as Preview;
const plain = (text: string): string => text.replace(/[\u2066-\u2069]/g, '');

test('a mail is shown on each term that is there, several at once, and in text beside the HTML (M-02)', () => {
  const terms = [term(), term({ customer: 'Mills', product: 'Suite 2' })];
  const shown = previews('reminder', 'EMAIL', terms);
  expect(shown.map(({ kind }) => kind)).toEqual(['TERM', 'TERM', 'SEVERAL', 'LONGEST_NAMES', 'RIGHT_TO_LEFT']);
  expect(shown.map(({ termId }) => termId).slice(0, 2)).toEqual(terms.map(({ termId }) => termId));
  expect(shown[0]).toMatchObject({
    subject: 'Please renew Suite 1 before 31 January 2030',
    text: expect.stringContaining('https://renew.example/pay/preview'),
    html: expect.stringContaining('Engines &amp; Co'),
    missing: [],
    registered: [],
  });
  expect(shown[1]?.text).toContain('Suite 2');
  expect(only('SEVERAL', shown).subject).toBe('Please renew before 31 January 2030');
});

test('the longest names and those read from the right are shown whole, on every channel (M-04)', () => {
  for (const channel of ['EMAIL', 'SMS', 'TASK'] as const)
    for (const locale of ['en', 'zh']) {
      const shown = previews('unanswered', channel, [term()], locale);
      expect(shown.every((one) => one.locale === locale)).toBe(true);
      expect(plain(only('LONGEST_NAMES', shown).text)).toContain('Gesellschaft für Verwaltung');
      const { text, html, subject } = only('RIGHT_TO_LEFT', shown);
      expect(`${text}${html}${subject}`).toMatch(/[\u2068]תוכנה 2[\u2069]|<bdi>תוכנה 2<\/bdi>/);
    }
});

test('what a text names and a term lacks is named and stands in it, instead of nothing being shown (M-03)', () => {
  const [shown] = previews('reminder', 'EMAIL', [term({ amount: undefined })]);
  expect(shown?.missing).toEqual(['amount', 'payLink']);
  expect(shown?.text).toContain('renewal: <amount>');
  expect(shown?.html).toContain('&lt;amount&gt;');
  const several = only('SEVERAL', previews('reminder', 'EMAIL', [term(), term({ amount: undefined })]));
  expect(several.missing).toEqual(['amount', 'payLink']);
});

test('a text message tells its parts, and under which code each provider has it (M-09, ADR 0033)', () => {
  const [shown] = previews('reminder', 'SMS', [term()]);
  expect(shown?.segments).toEqual({ encoding: 'GSM_7', count: 1 });
  expect(shown?.registered).toEqual([
    { provider: 'sms-a', code: 'SMS_1', reason: '' },
    { provider: 'sms-b', code: '', reason: 'TEMPLATE_NOT_REGISTERED: reminder en' },
  ]);
  expect(previews('reminder', 'SMS', [term()], 'zh')[0]?.segments).toMatchObject({ encoding: 'UCS_2' });
});

test('where no term is open the facts are made and say so; a task shows title and script (C-04)', () => {
  const [shown] = previews('last-warning', 'TASK', []);
  expect(shown).toMatchObject({ kind: 'MADE', subject: expect.stringContaining('Example Suite'), html: '' });
  expect(shown?.text).toContain('Call Ada Example at Example Ltd.');
});
