import type { ReminderId, TermId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import type { Mail } from '../../channel/email/mail.js';
import { SmtpProvider, type SmtpOptions } from './smtp.provider.js';

let server: RecordingSmtpServer;
let provider: SmtpProvider;

beforeEach(async () => {
  server = await RecordingSmtpServer.start();
  provider = new SmtpProvider({
    url: `smtp://127.0.0.1:${server.port}`,
    connections: 2,
    timings: { phaseMs: 250, finalMs: 400 },
    monotonic: () => performance.now(),
  });
});
afterEach(async () => {
  await provider.close();
  await server.stop();
});

const mail = (change: Partial<Mail> = {}): Mail => ({
  idempotencyKey: 'm.1',
  messageIdHeader: 'm.1@renew.example',
  from: { name: 'Renewals', address: 'r@renew.example' },
  to: { name: 'Ada', address: 'ada@customer.example' },
  subject: 'Hello',
  text: 'Hi\n.\nthere',
  html: '<p>Hi</p>',
  date: instant(0),
  replyTo: undefined,
  unsubscribeUrl: 'https://renew.example/unsubscribe/x',
  reminderIds: ['r' as ReminderId],
  termIds: ['t' as TermId],
  ...change,
});
const send = (change: Partial<Mail> = {}, callBy = performance.now() + 2_000) =>
  provider.send(mail(change), { callBy });

test('one connection carries mail after mail', async () => {
  for (let n = 0; n < 4; n += 1) expect((await send()).kind).toBe('accepted');
  expect(server.connections).toBe(1);
  expect(await server.accepted()[0]?.text()).toContain('Hi\n.\nthere');
});

test('past call_by no byte of content goes out, and the next mail goes', async () => {
  expect(await send({}, performance.now() - 1)).toEqual({ kind: 'expired' });
  expect(server.accepted()).toEqual([]);
  expect((await send()).kind).toBe('accepted');
  expect(server.accepted()).toHaveLength(1);
});

test.each<['connect' | 'mail' | 'data' | 'final', string]>([
  ['connect', 'later'],
  ['mail', 'later'],
  ['data', 'ambiguous'],
  ['final', 'ambiguous'],
])('hangs at %s: %s', async (phase, kind) => {
  server.behave({ kind: 'hang', phase });
  expect((await send()).kind).toBe(kind);
  server.behaveNormally();
  expect((await send()).kind).toBe('accepted');
});

test('nobody listens: retryable', async () => {
  await server.stop();
  expect((await send()).kind).toBe('later');
});

test('taken, then cut off: ambiguous', async () => {
  server.behave({ kind: 'acceptThenDrop' });
  expect((await send()).kind).toBe('ambiguous');
});

test.each([
  ['reject4xx', 'rcpt', 'later'],
  ['reject4xx', 'data', 'later'],
  ['reject5xx', 'rcpt', 'refused'],
  ['reject5xx', 'data', 'refused'],
] as const)('%s at %s: %s', async (kind, phase, expected) => {
  server.behave({ kind, phase });
  expect((await send()).kind).toBe(expected);
});

test('a server that cuts every other connection costs no mail', async () => {
  server.behave({ kind: 'flap' });
  const kinds = [];
  for (let n = 0; n < 4; n += 1) kinds.push((await send()).kind);
  expect(kinds.every((kind) => kind === 'accepted' || kind === 'later')).toBe(true);
  expect(server.accepted()).toHaveLength(kinds.filter((kind) => kind === 'accepted').length);
});

test.each<Partial<Mail>>([
  { subject: 'a\r\nBcc: x@x.example' },
  { subject: 'a\0b' },
  { to: { name: 'a\nb', address: 'a@b.example' } },
  { to: { name: '', address: 'a@b.example\r\nRCPT TO:<x@x.example>' } },
  { to: { name: '', address: 'a@b.example, c@d.example' } },
  { unsubscribeUrl: 'https://x.example/\r\nX: y' },
  { messageIdHeader: 'a\nb@c' },
])('what would break a header is refused: %j', async (change) => {
  expect(await send(change)).toMatchObject({ kind: 'refused', reason: expect.stringContaining('BAD_HEADER') });
  expect(server.accepted()).toEqual([]);
});

test('no more calls at once than connections; the capacity shrinks with what is in hand', async () => {
  expect(provider.capacity()).toBe(2);
  server.behave({ kind: 'slow', ms: 100 });
  const calls = [send(), send(), send()];
  expect(provider.capacity()).toBe(0);
  expect((await Promise.all(calls)).every(({ kind }) => kind === 'accepted')).toBe(true);
  expect(server.connections).toBe(2);
  expect(provider.capacity()).toBeGreaterThan(2);
});

test('a login is never told in clear, unless a setting says so (review 29, D-12)', async () => {
  const options = { url: `smtp://u:secret@127.0.0.1:${server.port}`, monotonic: () => performance.now() };
  const call = async (given: SmtpOptions) => {
    const one = new SmtpProvider(given);
    const result = await one.send(mail(), { callBy: performance.now() + 2_000 });
    await one.close();
    return result;
  };
  // The server offers no STARTTLS, as one behind somebody who took the offer away.
  expect(await call(options)).toMatchObject({ kind: 'at_fault' });
  expect(server.accepted()).toEqual([]);
  expect(await call({ ...options, url: `smtp://127.0.0.1:${server.port}`, tls: 'required' })).toMatchObject({
    kind: 'at_fault',
  });
  expect(await call({ ...options, url: `smtp://127.0.0.1:${server.port}` })).toMatchObject({ kind: 'accepted' });
});
