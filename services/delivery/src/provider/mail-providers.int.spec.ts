import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FakeSes } from '@perennial/fake-providers/fake-ses';
import { startFakeProviders, type RunningFakes } from '@perennial/fake-providers/start-fake-providers';
import { toId, type ReminderId, type TermId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import { monotonic, SECRET, tools } from '../../test/sms-stand.js';
import type { Mail } from '../channel/email/mail.js';
import type { CallbackReading, ReportedEvidence } from './callback.js';
import type { Provider, ProviderResult } from './provider.js';
import { MailchimpProvider } from './mailchimp/mailchimp.provider.js';
import { SesProvider } from './ses/ses.provider.js';
import { SpendBook } from './spend-book.js';

const ARN = 'arn:aws:sns:eu-central-1:123456789012:renewals';
const KEY = '0190b5c8-0000-7000-8000-000000000001.1';
const NAMES = ['mail-ses', 'mail-mailchimp'] as const;
type Name = (typeof NAMES)[number];
const mail = (change: Partial<Mail> = {}): Mail => ({
  idempotencyKey: KEY,
  messageIdHeader: `${KEY}@renew.example`,
  from: { name: 'Renewals, "Ops"', address: 'renewals@renew.example' },
  to: { name: 'Müller, Ada', address: 'ada@customer.example' },
  subject: '引擎 "Suite 1" ends: €1,200.50',
  text: 'Suite 1 ends.\r\n.\r\nPay: https://renew.example/pay/a?b=c',
  html: '<p>Suite 1</p>',
  date: instant(0),
  replyTo: 'owner@us.example',
  unsubscribeUrl: 'https://renew.example/unsubscribe/x',
  reminderIds: [toId<ReminderId>('0190b5c8-0000-7000-8000-00000000000a')],
  termIds: [toId<TermId>('0190b5c8-0000-7000-8000-00000000000b')],
  ...change,
});
const account = (name: Name, spend = 1_000_000) => ({
  name,
  connections: 4,
  perSecond: 100,
  cap: spend,
  costPerMessage: { micros: 100, currency: 'USD' },
  timings: { phaseMs: 400, finalMs: 400 },
});

let fakes: RunningFakes;
let hook: Server;
let base: string;
let reports: ReportedEvidence[] = [];
let readings: CallbackReading[] = [];
let providers: Record<Name, Provider<Mail>>;
const open = (name: Name, endpoint = fakes.providers[name]?.url ?? '', cap?: number): Provider<Mail> =>
  name === 'mail-ses'
    ? new SesProvider(
        {
          ...account(name, cap),
          endpoint,
          region: 'eu-central-1',
          credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
          configurationSet: 'renewals',
          topic: { arn: ARN, secret: SECRET },
          snsEndpoint: endpoint,
        },
        { ...tools(), spend: new SpendBook() },
      )
    : new MailchimpProvider(
        {
          ...account(name, cap),
          endpoint,
          apiKey: 'md-key',
          webhookKey: 'hook-key',
          subaccount: undefined,
          tracking: { opens: false, clicks: false },
        },
        { ...tools(), spend: new SpendBook() },
      );

const warnings: string[] = [];
const { emitWarning } = process;
process.emitWarning = (warning: string | Error) => void warnings.push(String(warning));
beforeAll(async () => {
  hook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void take());
    const take = async (): Promise<void> => {
      const name = (request.url ?? '').split('/')[2] as Name;
      const reading = await providers[name].readCallback?.({
        method: request.method ?? '',
        url: `${base}${request.url}`,
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks),
        receivedAt: Date.now(),
      });
      if (reading) readings.push(reading);
      if (reading?.kind === 'taken') reports.push(...reading.reports);
      response.writeHead(reading?.answer.status ?? 500).end(reading?.answer.body);
    };
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(hook.address() as AddressInfo).port}`;
  fakes = await startFakeProviders({
    ses: {
      accessKeyId: 'AKIA',
      secretAccessKey: 'secret',
      region: 'eu-central-1',
      senders: ['renew.example'],
      configurationSets: ['renewals'],
      topic: { arn: ARN, url: `${base}/webhooks/mail-ses/${SECRET}` },
    },
    mailchimp: {
      apiKey: 'md-key',
      webhookKey: 'hook-key',
      domains: ['renew.example'],
      callbackUrl: `${base}/webhooks/mail-mailchimp`,
    },
  });
  providers = { 'mail-ses': open('mail-ses'), 'mail-mailchimp': open('mail-mailchimp') };
});
afterEach(async () => {
  await Promise.all(Object.values(fakes.providers).map((one) => one.mend()));
  // Receipts of this test are none of the next one.
  await sleep(60);
  reports = [];
  readings = [];
});
afterAll(async () => {
  process.emitWarning = emitWarning;
  await Promise.all(Object.values(providers).map((provider) => provider.close()));
  await fakes.stop();
  hook.closeAllConnections();
  hook.close();
});

const fake = (name: Name) => fakes.providers[name] as NonNullable<RunningFakes['providers'][string]>;
const send = (name: Name, change: Partial<Mail> = {}, withinMs = 2_000): Promise<ProviderResult> =>
  providers[name].send(mail(change), { callBy: monotonic() + withinMs });
const until = async (found: () => boolean): Promise<void> => {
  for (let n = 0; n < 200 && !found(); n += 1) await sleep(10);
  expect(found()).toBe(true);
};

describe.each(NAMES)('%s', (name) => {
  test('a mail arrives as it was written, and its receipt finds it by our key (C-10)', async () => {
    expect(await send(name)).toEqual({ kind: 'accepted', providerMessageId: expect.stringMatching(/^\S+$/) });
    expect(fake(name).messages.at(-1)).toMatchObject({
      key: KEY,
      to: 'ada@customer.example',
      text: expect.stringMatching(/^引擎 "Suite 1" ends: €1,200\.50\s+Suite 1 ends\.\r?\n\.\r?\nPay: https:\S+b=c$/),
    });
    await until(() => reports.length === 1);
    expect(reports).toMatchObject([{ message: { idempotencyKey: KEY }, evidence: 'delivered', closesAddress: false }]);
  });

  test('an address that does not exist is closed by its receipt; a full mailbox is not (D-05)', async () => {
    fake(name).report({ ...fake(name).receipts, ending: 'no_such_number', duplicate: true });
    await send(name);
    await until(() => reports.length === 2);
    fake(name).report({ ...fake(name).receipts, ending: 'failed', duplicate: false });
    await send(name);
    await until(() => reports.length === 3);
    fake(name).report({ ...fake(name).receipts, ending: 'delivered' });
    expect(reports.map(({ evidence, closesAddress }) => [evidence, closesAddress])).toEqual([
      ['bounced', true],
      ['bounced', true],
      ['bounced', false],
    ]);
    expect(reports[0]?.reportId).toBe(reports[1]?.reportId);
  });

  test.each([
    [{ how: 'refuse' }, 'later'],
    [{ how: 'hang' }, 'ambiguous'],
    [{ how: 'drop' }, 'ambiguous'],
    [{ how: 'status', status: 500 }, 'ambiguous'],
    [{ how: 'status', status: 403 }, 'at_fault'],
    [{ how: 'throttle', retryAfterMs: 2_000 }, 'later'],
    [{ how: 'code', code: name === 'mail-ses' ? 'SendingPausedException' : 'PaymentRequired' }, 'at_fault'],
  ] as const)('broken so: %j, a call is %s (C-10)', async (fault, expected) => {
    // An account of its own: one that was told to slow down waits.
    const provider = open(name);
    await fake(name).break(fault);
    const before = fake(name).requests;
    const result = await provider.send(mail(), { callBy: monotonic() + 2_000 });
    expect(result.kind).toBe(expected);
    // Nothing is tried a second time: a mail whose answer is lost must not go out twice.
    expect(fake(name).requests - before).toBeLessThanOrEqual(1);
    await provider.close();
  });

  test('nothing leaves once callBy has passed, nor above the cap', async () => {
    const before = fake(name).requests;
    expect(await send(name, {}, -1)).toEqual({ kind: 'expired' });
    const poor = open(name, undefined, 50);
    expect(await poor.send(mail(), { callBy: monotonic() + 2_000 })).toEqual({ kind: 'at_fault', reason: 'SPEND_CAP' });
    await poor.close();
    expect(fake(name).requests).toBe(before);
  });

  test('a line break in a header is refused before the call', async () => {
    expect(await send(name, { subject: 'a\r\nBcc: all@x.example' })).toMatchObject({
      kind: 'refused',
      about: 'MESSAGE',
    });
  });

  test('a sender that is not set up is our fault, not that of the mail', async () => {
    expect((await send(name, { from: { name: '', address: 'x@other.example' } })).kind).toBe('at_fault');
  });

  test('a lookup says that it knows nothing', async () => {
    expect((await providers[name].lookup(KEY)).kind).toBe('unanswered');
  });
});

test('SES gets the headers that every mail has, and the key as a tag and a header', async () => {
  await send('mail-ses');
  const message = fake('mail-ses').messages.at(-1);
  const told = message ? (fake('mail-ses').protocol as FakeSes).receipt(message, 'delivered', 0).body : '';
  const { mail: shown } = JSON.parse((JSON.parse(told) as { Message: string }).Message) as {
    mail: { tags: unknown; headers: { name: string; value: string }[] };
  };
  expect(shown.tags).toEqual({ 'perennial-key': [KEY.replace('.', '_')] });
  const headers = Object.fromEntries(shown.headers.map(({ name, value }) => [name, value]));
  expect(headers).toMatchObject({
    'list-unsubscribe': '<https://renew.example/unsubscribe/x>',
    'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    'auto-submitted': 'auto-generated',
    'perennial-reminder': '0190b5c8-0000-7000-8000-00000000000a',
    'perennial-term': '0190b5c8-0000-7000-8000-00000000000b',
    'perennial-key': KEY,
    'reply-to': 'owner@us.example',
  });
});

test('SES takes no local part beyond ASCII: nothing is sent to another address', async () => {
  expect(await send('mail-ses', { to: { name: '', address: 'jürgen@customer.example' } })).toEqual({
    kind: 'refused',
    reason: 'NO_SMTPUTF8',
    about: 'ADDRESS',
  });
});

test.each([
  ['hard_bounce', { kind: 'refused', reason: 'rejected hard-bounce', about: 'ADDRESS', dead: true }],
  ['rule', { kind: 'refused', reason: 'rejected rule', about: 'PROVIDER' }],
  ['soft_bounce', { kind: 'later', reason: 'rejected soft-bounce' }],
])('Mailchimp answers 200 and rejects %s@: the mail was not sent', async (local, expected) => {
  const before = fake('mail-mailchimp').messages.length;
  const to = { name: '', address: `${local}@test.mandrillapp.com` };
  expect(await send('mail-mailchimp', { to })).toEqual(expected);
  expect(fake('mail-mailchimp').messages).toHaveLength(before);
});

test('a subscription of SNS is confirmed at SNS', async () => {
  const { sns } = fake('mail-ses').protocol as FakeSes;
  const { url, headers, body } = sns.confirmation(Date.now());
  const answer = await fetch(url, { method: 'POST', headers, body });
  expect([answer.status, sns.confirmed]).toEqual([200, 1]);
});

test('no warning of the SDK was printed (Node 20)', () => {
  expect(warnings).toEqual([]);
});
