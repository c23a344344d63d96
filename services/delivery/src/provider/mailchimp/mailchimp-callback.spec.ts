import { FakeMailchimp } from '@perennial/fake-providers/fake-mailchimp';
import type { FakeCallback } from '@perennial/fake-providers/fake-protocol';
import type { Callback, CallbackReading } from '../callback.js';
import { readMailchimpCallback } from './mailchimp-callback.js';

const KEY = '0190b5c8-0000-7000-8000-000000000001.1';
const URL_ = 'https://renew.example/webhooks/mail-mailchimp';
const fake = new FakeMailchimp('mail-mailchimp', {
  apiKey: 'k',
  webhookKey: 'hook',
  domains: [],
  callbackUrl: URL_,
});
const msg = { _id: 'abc', email: 'ada@customer.example', metadata: { perennial_key: KEY } };
const callbackOf = ({ url, headers, body }: FakeCallback, change: Partial<Callback> = {}): Callback => ({
  method: 'POST',
  url,
  headers,
  body: Buffer.from(body),
  receivedAt: 0,
  ...change,
});
const read = (events: readonly object[], change: Partial<Callback> = {}, key = 'hook'): CallbackReading =>
  readMailchimpCallback(callbackOf(fake.webhook(events, key), change), 'hook');
const told = (reading: CallbackReading): string[] =>
  reading.kind === 'refused'
    ? [String(reading.answer.status)]
    : reading.reports.map(({ evidence, closesAddress }) => `${evidence}${closesAddress ? ' closes' : ''}`);

test('an event is about the mail of our key', () => {
  const bounced = { ...msg, bounce_description: 'bad_mailbox' };
  expect(read([{ event: 'hard_bounce', _id: 'abc', ts: 1_719_792_000, msg: bounced }])).toMatchObject({
    answer: { status: 200 },
    reports: [
      {
        reportId: 'abc hard_bounce',
        message: { idempotencyKey: KEY },
        evidence: 'bounced',
        happenedAt: Date.UTC(2024, 6, 1),
        detail: 'hard_bounce bad_mailbox',
        closesAddress: true,
      },
    ],
  });
});

test('each event as evidence (C-09, D-05)', () => {
  const names = ['send', 'deferral', 'delivered', 'hard_bounce', 'soft_bounce', 'open', 'click', 'spam', 'unsub'];
  const events = [...names, 'reject', 'inbound'].map((event) => ({ event, _id: 'abc', ts: 1, msg }));
  expect(told(read(events))).toEqual([
    'delivered',
    'bounced closes',
    'bounced',
    'opened',
    'clicked',
    'complained closes',
    'complained closes',
    'bounced',
  ]);
});

test('without our key the id of Mailchimp names the mail; what is broken is left out', () => {
  const broken = [null, 1, {}, { event: 'open' }, { event: 'open', _id: 'x', ts: 1e300, msg: [] }] as object[];
  const reading = read([{ event: 'open', _id: 'abc', ts: 1, msg: {} }, ...broken]);
  expect(reading.kind === 'taken' && reading.reports.map(({ message }) => message)).toEqual([
    { providerMessageId: 'abc' },
    { providerMessageId: 'x' },
  ]);
});

test('the URL is asked with HEAD, and posted no events, before the webhook has its key', () => {
  expect(read([], { method: 'HEAD', headers: {}, body: Buffer.alloc(0) }).answer.status).toBe(200);
  expect(read([], {}, 'test-webhook').answer.status).toBe(200);
  expect(told(read([{ event: 'spam', _id: 'abc', msg }], {}, 'test-webhook'))).toEqual(['403']);
});

test.each<[string, Partial<Callback>, string]>([
  ['a foreign key', {}, '403'],
  ['another URL', { url: `${URL_}/x` }, '403'],
  ['another body', { body: Buffer.from('mandrill_events=%5B%5D&x=1') }, '403'],
  ['no signature', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, '403'],
  ['no form', { headers: { 'content-type': 'application/json' } }, '415'],
  ['a GET', { method: 'GET' }, '405'],
])('forged: %s', (name, change, status) => {
  expect(told(read([], change, name === 'a foreign key' ? 'other' : 'hook'))).toEqual([status]);
});
