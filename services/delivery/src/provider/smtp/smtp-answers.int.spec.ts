import type { ReminderId, TermId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import { ScriptedSmtpServer, type SmtpScript } from '../../../test/scripted-smtp-server.js';
import type { Mail } from '../../channel/email/mail.js';
import { SmtpProvider } from './smtp.provider.js';

// What servers really say, word for word and over the wire (RFC 5321, 4.2; RFC 3463).
let server: ScriptedSmtpServer;
let provider: SmtpProvider;

beforeEach(async () => {
  server = await ScriptedSmtpServer.start();
  provider = new SmtpProvider({
    url: server.url,
    connections: 1,
    timings: { phaseMs: 400, finalMs: 600 },
    monotonic: () => performance.now(),
  });
});
afterEach(async () => {
  await provider.close();
  await server.stop();
});

const mail = (address = 'ada@customer.example'): Mail => ({
  idempotencyKey: 'm.1',
  messageIdHeader: 'm.1@renew.example',
  from: { name: 'Renewals', address: 'r@renew.example' },
  to: { name: 'Ada', address },
  subject: 'Hello',
  text: 'Hi',
  html: '<p>Hi</p>',
  date: instant(0),
  replyTo: undefined,
  unsubscribeUrl: undefined,
  reminderIds: ['r' as ReminderId],
  termIds: ['t' as TermId],
});
const send = (address?: string) => provider.send(mail(address), { callBy: performance.now() + 2_000 });

/** What became of it in one word: of a refusal what it is about, and whether its address is dead. */
async function outcome(script: SmtpScript): Promise<string> {
  server.script = script;
  const result = await send();
  return result.kind === 'refused' ? `${result.about}${result.dead ? ' dead' : ''}` : result.kind;
}

const PIPELINED = '250-here\r\n250 PIPELINING';
const NONE_TAKEN = '503 5.5.1 no valid recipients';

describe.each([
  ['one by one', {}],
  ['pipelined', { ehlo: PIPELINED, data: NONE_TAKEN }],
])('at RCPT TO, %s (K24, D-05)', (_name, also) => {
  test.each([
    ['550 5.1.1 no such user', 'ADDRESS dead'],
    [
      '550-5.1.1 The account that you tried to reach\r\n550-5.1.1 does not exist, see\r\n550 5.1.1 https://x.example/',
      'ADDRESS dead',
    ],
    ['550-not this one\r\n550 5.1.1 no such user', 'ADDRESS dead'],
    ['550 no such user here', 'ADDRESS dead'],
    ['550 sorry, no mailbox here by that name. (#5.1.1)', 'ADDRESS dead'],
    ['551 user not local; please try <a@b.example>', 'ADDRESS dead'],
    ['553 mailbox name not allowed', 'ADDRESS dead'],
    ['550 5.7.1 refused by policy', 'ADDRESS'],
    ['550 rejected by policy', 'ADDRESS'],
    ['550 Access denied', 'ADDRESS'],
    ['550 looks like spam', 'ADDRESS'],
    ['550-Verification failed for <r@renew.example>\r\n550 Sender verify failed', 'ADDRESS'],
    ["553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", 'ADDRESS'],
    ['552 5.2.2 mailbox full', 'ADDRESS'],
    ['552 mailbox full', 'ADDRESS'],
    ['552 Requested mail action aborted: exceeded storage allocation', 'ADDRESS'],
    ['552 over quota', 'ADDRESS'],
    ['550 user is over his quota', 'ADDRESS'],
    ['554 transaction failed', 'ADDRESS'],
    ['554 5.1.1 no such user', 'ADDRESS dead'],
    ['421 4.3.2 closing', 'later'],
    ['450 4.2.1 mailbox busy', 'later'],
    ['450 mailbox over quota', 'later'],
    ['451 4.3.0 local error', 'later'],
    ['451 greylisted', 'later'],
    ['452 4.2.2 mailbox over quota', 'later'],
    ['452 4.5.3 too many recipients', 'later'],
    ['450 4.7.1 try again', 'later'],
    ['454 4.7.5 certificate validation failed', 'later'],
    ['550 5.4.5 Daily user sending quota exceeded', 'at_fault'],
    ['550 5.1.8 sender rejected', 'at_fault'],
  ])('%s: %s', async (rcpt, expected) => {
    expect(await outcome({ ...also, rcpt })).toBe(expected);
    server.script = {};
    expect((await send()).kind).toBe('accepted');
  });
});

test.each([
  ['550 5.7.1 refused by policy', 'MESSAGE'],
  ['554 5.6.0 spam', 'MESSAGE'],
  ['552 5.3.4 message too big', 'MESSAGE'],
  ['552 5.2.2 mailbox full', 'ADDRESS'],
  ['554 5.2.2 mailbox full', 'ADDRESS'],
  ['550 5.1.1 no such user', 'ADDRESS dead'],
  ['550 no such user', 'MESSAGE'],
  ['451 4.7.1 greylisted', 'later'],
  ['421 4.7.0 closing', 'later'],
])('behind the content %s: %s (K24)', async (final, expected) => {
  expect(await outcome({ final })).toBe(expected);
});

test('an answer of megabytes ends the call, not the process, and the next mail goes', async () => {
  const lines = (text: string, last: string) => `${`${text} ${'x'.repeat(1_000)}\r\n`.repeat(5_000)}${last}`;
  expect(await outcome({ rcpt: lines('550-5.1.1', '550 5.1.1 gone').replaceAll('550-5.1.1 ', '550-5.1.1-') })).toBe(
    'later',
  );
  expect(await outcome({ rcpt: '2'.repeat(5_000_000) })).toBe('later');
  expect(await outcome({ ehlo: '250-'.padEnd(5_000_000, 'x') })).toBe('later');
  expect(await outcome({ greeting: '220-'.padEnd(5_000_000, 'x') })).toBe('later');
  // Behind the final dot nobody knows what it would have said.
  expect(await outcome({ final: '250'.padEnd(5_000_000, 'x') })).toBe('ambiguous');
  server.script = { final: `250 2.0.0 ${'x'.repeat(900_000)}` };
  const accepted = await send();
  expect(accepted).toMatchObject({ kind: 'accepted' });
  expect(JSON.stringify(accepted).length).toBeLessThan(300);
  expect(await outcome({})).toBe('accepted');
});

test('an answer that never ends holds no slot for longer than a phase', async () => {
  const started = performance.now();
  for (const phase of ['greeting', 'ehlo', 'mail', 'rcpt', 'data'] as const)
    expect(await outcome({ [phase]: `${phase === 'data' ? '354' : '250'}-and` })).toBe('later');
  expect(performance.now() - started).toBeLessThan(5 * 1_500);
});

test("an address beyond ASCII goes out where the server takes it, and is another one's turn where not (RFC 6531)", async () => {
  server.script = { ehlo: '250-here\r\n250 SMTPUTF8' };
  expect((await send('jürgen@xn--mller-kva.example')).kind).toBe('accepted');
  expect(server.commands.find((line) => line.startsWith('MAIL'))).toContain('SMTPUTF8');
  expect(server.commands).toContain('RCPT TO:<jürgen@xn--mller-kva.example>');
  await provider.close();
  server.script = {};
  server.commands.length = 0;
  expect(await send('jürgen@xn--mller-kva.example')).toEqual({
    kind: 'refused',
    reason: 'NO_SMTPUTF8',
    about: 'ADDRESS',
  });
  expect(server.commands.filter((line) => /^(MAIL|RCPT|DATA)/.test(line))).toEqual([]);
  expect((await send('ada@xn--mller-kva.example')).kind).toBe('accepted');
});
