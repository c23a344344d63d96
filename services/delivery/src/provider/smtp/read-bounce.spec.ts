import fc from 'fast-check';
import type { Callback, CallbackReading } from '../callback.js';
import { bounceAddress, keyOfBounceAddress } from './bounce-address.js';
import { readBounce } from './read-bounce.js';

const keys = [{ id: 'b', key: Buffer.alloc(32, 2) }];
const address = 'bounce@mail.example.com';
const secret = 'a-secret-of-the-url';
const KEY = '0190b5c8-0000-7000-8000-000000000001.12';
const ours = bounceAddress(address, keys, KEY);

interface Told {
  readonly to?: string;
  readonly action?: string;
  readonly status?: string;
  readonly type?: string;
  readonly headers?: string;
  readonly returned?: string;
  readonly groups?: string;
  readonly encode?: (text: string) => string;
  readonly encoding?: string;
}

/** A returned mail as Postfix makes it. */
function dsn(told: Told = {}): string {
  const { to = ours, action = 'failed', status = '5.1.1', encode = (text) => text, encoding = '7bit' } = told;
  const group = `Final-Recipient: rfc822; ada@customer.example\nOriginal-Recipient: rfc822;ada@customer.example\nAction: ${action}\nStatus: ${status}\nDiagnostic-Code: smtp; 550 5.1.1 <ada@customer.example>: no such user`;
  return `Return-Path: <>
Delivered-To: ${to}
From: MAILER-DAEMON@mx.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: ${to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
${told.headers ?? ''}Content-Type: ${told.type ?? 'multipart/report; report-type=delivery-status;\n\tboundary="9B1A0.17/mx.example"'}

This is a MIME-encapsulated message.

--9B1A0.17/mx.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--9B1A0.17/mx.example
Content-Description: Delivery report
Content-Type: message/delivery-status
Content-Transfer-Encoding: ${encoding}

${encode(`Reporting-MTA: dns; mx.example\nArrival-Date: Mon, 1 Jul 2024 09:00:00 +0000\n\n${told.groups ?? group}\n`)}

--9B1A0.17/mx.example
Content-Type: text/rfc822-headers

${told.returned ?? 'From: renewals@mail.example.com\nAuto-Submitted: auto-generated\nSubject: Please renew'}

--9B1A0.17/mx.example--
`;
}

const callback = (mail: string | Uint8Array, change: Partial<Callback> = {}): Callback => ({
  method: 'POST',
  url: `https://renew.example/webhooks/smtp/${secret}`,
  headers: { 'content-type': 'message/rfc822' },
  body: typeof mail === 'string' ? Buffer.from(mail, 'latin1') : mail,
  receivedAt: 0,
  ...change,
});
const read = (mail: string | Uint8Array, change: Partial<Callback> = {}): CallbackReading =>
  readBounce(callback(mail, change), { address, secret, keys });
const told = (reading: CallbackReading): string => {
  if (reading.kind === 'refused') return `refused ${reading.answer.status}`;
  const [report] = reading.reports;
  if (!report) return reading.answer.body.trim();
  return `${report.evidence}${report.closesAddress ? ' closes' : ''} ${report.detail}`;
};

test('the envelope sender names the message, in at most 64 characters, and is read in any case', () => {
  expect(ours).toMatch(/^bounce\+0190b5c8000070008000000000000001\.12\.[0-9a-f]{12}@mail\.example\.com$/);
  const longest = bounceAddress('returned-box@mail.example.com', keys, KEY.replace('.12', '.99999'));
  expect(longest.split('@')[0]?.length).toBeLessThanOrEqual(64);
  expect(keyOfBounceAddress(address, keys, ours.toUpperCase())).toBe(KEY);
});

test.each<[string, Told, string]>([
  ['no such mailbox', {}, 'bounced closes DSN failed 5.1.1'],
  ['CRLF', { encode: (text) => text.replaceAll('\n', '\r\n') }, 'bounced closes DSN failed 5.1.1'],
  ['the sender is refused', { status: '5.1.8' }, 'bounced DSN failed 5.1.8'],
  ['a mailbox that is shut', { status: '5.2.1 (disabled)' }, 'bounced closes DSN failed 5.2.1'],
  ['a full mailbox', { status: '5.2.2' }, 'bounced DSN failed 5.2.2'],
  ['policy', { status: '5.7.1' }, 'bounced DSN failed 5.7.1'],
  ['given up after days', { status: '4.4.7' }, 'bounced DSN failed 4.4.7'],
  ['no status', { status: 'none' }, 'bounced DSN failed'],
  ['it waits', { action: 'delayed', status: '4.4.1' }, 'delayed'],
  ['it arrived', { action: 'delivered', status: '2.1.5' }, 'delivered DSN delivered 2.1.5'],
  [
    'base64',
    { encoding: 'base64', encode: (text) => Buffer.from(text).toString('base64') },
    'bounced closes DSN failed 5.1.1',
  ],
  [
    'an alias of which one is gone',
    {
      groups:
        'Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; b@x.example\nAction: delivered\nStatus: 2.0.0',
    },
    'delivered DSN delivered 2.0.0',
  ],
])('%s (D-05)', (_what, change, expected) => expect(told(read(dsn(change)))).toBe(expected));

test('nothing of a person is kept, and the same status twice is one report', () => {
  const readings = [read(dsn()), read(dsn({ status: '5.1.1 again' })), read(dsn({ status: '5.2.1' }))];
  const reports = readings.flatMap((reading) => (reading.kind === 'taken' ? reading.reports : []));
  expect(reports.map(({ message }) => message)).toEqual(Array(3).fill({ idempotencyKey: KEY }));
  expect(new Set(reports.map(({ reportId }) => reportId)).size).toBe(2);
  expect(JSON.stringify(reports)).not.toContain('ada');
});

test.each<[string, string]>([
  ['a forged key', dsn({ to: ours.replace('0190b5c8', '0190b5c9') })],
  ['a forged HMAC', dsn({ to: ours.replace(/.{12}@/, 'aaaaaaaaaaaa@') })],
  ['another domain', dsn({ to: ours.replace('mail.example.com', 'mail.example.org') })],
  ['the bare address', dsn({ to: address })],
  ['a person out of office', dsn({ type: 'text/plain', headers: 'X-Autoreply: yes\n' })],
  ['a report of spam', dsn({ type: 'multipart/report; report-type=feedback-report; boundary="9B1A0.17/mx.example"' })],
  ['a return of a return', dsn({ returned: 'Content-Type: multipart/report; report-type=delivery-status' })],
  ['no boundary', dsn({ type: 'multipart/report; report-type=delivery-status' })],
  ['another boundary', dsn({ type: 'multipart/report; report-type=delivery-status; boundary=other' })],
  ['an unknown action', dsn({ action: 'exploded' })],
  ['no recipient', dsn({ groups: 'Action: failed\nStatus: 5.1.1' })],
  ['half a mail', dsn().slice(0, 700)],
  ['nothing', ''],
])('%s changes nothing and does not come again', (_what, mail) => {
  expect(read(mail)).toMatchObject({ kind: 'taken', reports: [], answer: { status: 200 } });
});

test('whoever does not know the secret is refused before anything is read, and only POST is taken', () => {
  expect(told(read(dsn(), { url: 'https://renew.example/webhooks/smtp/guess' }))).toBe('refused 403');
  expect(told(read(dsn(), { url: 'https://renew.example/webhooks/smtp/' }))).toBe('refused 403');
  expect(told(read(dsn(), { method: 'GET' }))).toBe('refused 405');
});

test('whatever bytes come, reading ends, and without our HMAC nothing is believed', () => {
  const whole = dsn({ to: 'bounce+x@mail.example.com' });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.nat(whole.length), (bytes, at) => {
      const mail = Buffer.concat([Buffer.from(whole.slice(0, at)), bytes, Buffer.from(whole.slice(at))]);
      expect(read(mail)).toMatchObject({ kind: 'taken', reports: [] });
    }),
    { numRuns: 200 },
  );
  const many = `Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n${'--b\n\n'.repeat(200_000)}`;
  const wide = `To: ${'a'.repeat(1_000_000)}\nContent-Type: multipart/report; report-type=delivery-status${'; '.repeat(100_000)}\n\n`;
  const started = performance.now();
  expect(read(wide)).toMatchObject({ kind: 'taken', reports: [] });
  expect(read(many)).toMatchObject({ kind: 'taken', reports: [] });
  expect(performance.now() - started).toBeLessThan(2_000);
});
