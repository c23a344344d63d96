import { FakeSns } from '@perennial/fake-providers/fake-sns';
import { FAKE_SNS_CERTIFICATE } from '@perennial/fake-providers/fake-sns-certificate';
import type { FakeCallback } from '@perennial/fake-providers/fake-protocol';
import type { Callback, CallbackReading } from '../callback.js';
import { readSns } from './sns-callback.js';

const ARN = 'arn:aws:sns:eu-central-1:123456789012:renewals';
const SECRET = 'a-secret-of-the-url';
const URL_ = `https://renew.example/webhooks/mail-ses/${SECRET}`;
const topic = { arn: ARN, secret: SECRET };
const at = Date.UTC(2024, 6, 1);
const sns = (version: '1' | '2' = '2'): FakeSns => new FakeSns({ arn: ARN, url: URL_ }, version);
const event = { eventType: 'Delivery', delivery: {}, mail: { messageId: '0107' } };
const asked: string[] = [];
const server = (pem: string | 'foreign' | undefined = FAKE_SNS_CERTIFICATE, confirmed: boolean | 'foreign' = true) => ({
  certificate: async (url: string): Promise<string | undefined> => {
    asked.push(url);
    return pem;
  },
  confirm: async (url: string) => {
    asked.push(url);
    return confirmed;
  },
});
beforeEach(() => asked.splice(0));

const callbackOf = ({ url, headers, body }: FakeCallback, change: Partial<Callback> = {}): Callback => ({
  method: 'POST',
  url,
  headers,
  body: Buffer.from(body),
  receivedAt: at,
  ...change,
});
const told = (reading: CallbackReading): string =>
  reading.kind === 'taken'
    ? `taken ${reading.reports.map(({ evidence }) => evidence).join()}`.trim()
    : `${reading.answer.status}`;
const read = async (callback: Callback, of = server()): Promise<string> => told(await readSns(callback, topic, of));
/** The same post with some of its fields changed. */
function altered(posted: FakeCallback, change: Readonly<Record<string, unknown>>): Callback {
  const body = JSON.stringify({ ...(JSON.parse(posted.body) as object), ...change });
  return callbackOf(posted, { body: Buffer.from(body) });
}

test.each(['1', '2'] as const)(
  'what is signed with version %s is believed, and again when it comes again',
  async (v) => {
    const posted = callbackOf(sns(v).notification(event, at));
    expect([await read(posted), await read(posted)]).toEqual(['taken delivered', 'taken delivered']);
  },
);

test('a mail with a subject is signed over it as well', async () => {
  const posted = sns().notification(event, at);
  expect(await read(altered(posted, { Subject: 'Amazon SES Email Event' }))).toBe('403');
});

test.each([
  ['the message', { Message: JSON.stringify({ ...event, eventType: 'Complaint' }) }],
  ['the id', { MessageId: 'other' }],
  ['the time', { Timestamp: '2024-07-01T00:00:01.000Z' }],
  [
    'the type',
    { Type: 'SubscriptionConfirmation', Token: 't', SubscribeURL: 'https://sns.eu-central-1.amazonaws.com/' },
  ],
  ['the version', { SignatureVersion: '1' }],
  ['the signature', { Signature: 'AAAA' }],
  ['no signature', { Signature: undefined }],
])('forged: %s', async (_name, change) => {
  expect(await read(altered(sns().notification(event, at), change))).toBe('403');
});

test.each<[string, unknown]>([
  ['an unknown type', { Type: 'Other' }],
  ['an unknown version', { SignatureVersion: '3' }],
  ['no version', { SignatureVersion: undefined }],
  ['a message that is no text', { Message: { eventType: 'Delivery' } }],
])('unreadable: %s', async (_name, change) => {
  expect(await read(altered(sns().notification(event, at), change as Record<string, unknown>))).toBe('400');
});

test('no JSON, and several messages at once, are unreadable', async () => {
  const posted = sns().notification(event, at);
  for (const body of ['', '[]', '1', '{', `[${posted.body},${posted.body}]`, '\0'])
    expect([body.slice(0, 9), await read(callbackOf(posted, { body: Buffer.from(body) }))]).toEqual([
      body.slice(0, 9),
      '400',
    ]);
});

test('without the secret of the URL, or about another topic, nobody is asked for anything', async () => {
  const posted = sns().notification(event, at);
  expect(await read(callbackOf(posted, { url: URL_.replace(SECRET, 'guess') }))).toBe('403');
  expect(await read(callbackOf(posted, { method: 'GET' }))).toBe('405');
  expect(await read(altered(posted, { TopicArn: ARN.replace('renewals', 'others') }))).toBe('403');
  expect(asked).toEqual([]);
});

test('a certificate from elsewhere, one that was not yet valid, and none', async () => {
  const posted = callbackOf(sns().notification(event, at));
  expect(await read(posted, server('foreign'))).toBe('403');
  expect(await read(posted, server('-----BEGIN CERTIFICATE-----'))).toBe('403');
  expect(await read({ ...posted, receivedAt: Date.UTC(2019, 0, 1) })).toBe('403');
  // SNS comes again.
  expect(await read(posted, { ...server(), certificate: async () => undefined })).toBe('503');
});

test('a subscription is confirmed at SNS, once its signature is right', async () => {
  const posted = sns().confirmation(at);
  expect(await read(altered(posted, { Token: 'x' }))).toBe('403');
  asked.splice(0);
  expect(await read(callbackOf(posted))).toBe('taken');
  expect(asked.at(-1)).toContain('Action=ConfirmSubscription');
  expect(await read(callbackOf(posted), server(FAKE_SNS_CERTIFICATE, false))).toBe('503');
  expect(await read(callbackOf(posted), server(FAKE_SNS_CERTIFICATE, 'foreign'))).toBe('403');
});

test('words that are no event change nothing', async () => {
  const posted = callbackOf(sns().notification('Successfully validated SNS topic', at));
  expect(await read(posted)).toBe('taken');
});
