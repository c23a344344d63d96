import { connect } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { createTransport } from 'nodemailer';
import { RecordingSmtpServer } from './recording-smtp-server.js';
import type { SmtpBehaviour } from './smtp-behaviour.js';

let server: RecordingSmtpServer;
const open: SMTPConnection[] = [];

beforeEach(async () => {
  server = await RecordingSmtpServer.start();
});
afterEach(async () => {
  for (const connection of open.splice(0)) connection.close();
  await server.stop();
});

const RAW =
  'From: a@a.example\r\nMessage-ID: <1@a.example>\r\nSubject: =?UTF-8?B?5L2g5aW9?=\r\nX-Long: one\r\n two\r\n\r\n.dot\r\nbody\r\n';

/**
 * One mail over a connection of its own; the error if it was not accepted. Short timeouts, so that a hang shows as one.
 */
const send = (to = 'b@b.example', socketTimeout = 300) =>
  new Promise<Error | 'accepted'>((resolve) => {
    const connection = new SMTPConnection({
      host: '127.0.0.1',
      port: server.port,
      ignoreTLS: true,
      greetingTimeout: 300,
      socketTimeout,
    });
    open.push(connection);
    connection.once('error', resolve);
    connection.once('end', () => resolve(new Error('ended')));
    connection.connect(() =>
      connection.send({ from: 'a@a.example', to: [to] }, RAW, (error) => resolve(error ?? 'accepted')),
    );
  });
const code = (result: Error | 'accepted') => (result as { responseCode?: number }).responseCode;

test('records the bytes, the envelope, the headers and the text', async () => {
  expect(await send()).toBe('accepted');
  const [mail] = await server.waitFor(1);
  expect(mail?.envelope).toEqual({ from: 'a@a.example', to: ['b@b.example'] });
  expect(mail?.raw.toString()).toBe(RAW);
  expect(mail?.messageId).toBe('<1@a.example>');
  expect(mail?.headerLines).toEqual([
    'From: a@a.example',
    'Message-ID: <1@a.example>',
    'Subject: =?UTF-8?B?5L2g5aW9?=',
    'X-Long: one two',
  ]);
  expect((await mail?.parsed())?.subject).toBe('你好');
  expect(await mail?.text()).toContain('.dot\nbody');
  expect(mail?.answered).toBe(true);
});

test('html and text of a composed mail', async () => {
  const transport = createTransport({ host: '127.0.0.1', port: server.port, ignoreTLS: true });
  await transport.sendMail({
    from: 'a@a.example',
    to: 'b@b.example',
    subject: 's',
    text: 'plain',
    html: '<b>bold</b>',
  });
  transport.close();
  const [mail] = server.accepted();
  expect([await mail?.text(), await mail?.html()]).toEqual([
    expect.stringContaining('plain'),
    expect.stringContaining('<b>bold</b>'),
  ]);
});

test.each(['connect', 'mail', 'data', 'final'] as const)(
  'hangs at %s: the sender times out and nothing is recorded',
  async (phase) => {
    server.behave({ kind: 'hang', phase });
    expect(await send()).toMatchObject({ code: 'ETIMEDOUT' });
    expect(server.accepted()).toEqual([]);
  },
);

test('accepts, then drops: recorded, but the sender is not told', async () => {
  server.behave({ kind: 'acceptThenDrop' });
  expect(await send()).toBeInstanceOf(Error);
  expect(server.accepted().map(({ answered }) => answered)).toEqual([false]);
});

test.each<[SmtpBehaviour, number]>([
  [{ kind: 'reject4xx', phase: 'rcpt' }, 451],
  [{ kind: 'reject4xx', phase: 'data', code: 421 }, 421],
  [{ kind: 'reject5xx', phase: 'rcpt' }, 550],
  [{ kind: 'reject5xx', phase: 'data', code: 554 }, 554],
])('rejects: %j', async (behaviour, expected) => {
  server.behave(behaviour);
  expect(code(await send())).toBe(expected);
  expect(server.accepted()).toEqual([]);
  server.behaveNormally();
  expect(await send()).toBe('accepted');
});

test('slow: accepted at once, answered late', async () => {
  server.behave({ kind: 'slow', ms: 150 });
  const sending = send('b@b.example', 2000);
  const [mail] = await server.waitFor(1);
  expect(await sending).toBe('accepted');
  expect(Date.now() - (mail?.receivedAt ?? 0)).toBeGreaterThanOrEqual(140);
});

test('flap: every other connection is cut', async () => {
  server.behave({ kind: 'flap' });
  const results = [await send(), await send(), await send(), await send()];
  expect(results.map((result) => result === 'accepted')).toEqual([false, true, false, true]);
  expect(server.connections).toBe(4);
});

test('a rule for one recipient leaves the others alone', async () => {
  server.behaveFor('Bad@b.example', { kind: 'reject5xx', phase: 'rcpt' });
  server.behaveFor('lost@b.example', { kind: 'acceptThenDrop' });
  server.behaveFor('mute@b.example', { kind: 'hang', phase: 'data' });
  expect(code(await send('bad@b.example'))).toBe(550);
  expect(await send('lost@b.example')).toBeInstanceOf(Error);
  expect(await send('mute@b.example')).toMatchObject({ code: 'ETIMEDOUT' });
  expect(await send('good@b.example')).toBe('accepted');
  expect(server.acceptedBy('good@b.example')).toHaveLength(1);
  expect(server.acceptedBy('lost@b.example')).toHaveLength(1);
});

test('stop cuts open connections at once', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('data', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await server.stop();
  await closed;
  server = await RecordingSmtpServer.start();
});

test('waiting for too many ends with a count', async () => {
  await send();
  await expect(server.waitFor(2, 50)).rejects.toThrow('1 of 2 were accepted within 50 ms');
});
