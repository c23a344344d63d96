import { smtpFailure, type SmtpFailure } from './smtp-result.js';

const progress = { ready: true, contentEnded: false, expired: false };
const reply = (response: string, command: string, change: object = {}) => {
  const error: SmtpFailure = { message: 'x', response, responseCode: Number(response.slice(0, 3)), command };
  return smtpFailure(error, { ...progress, ...change });
};

test.each<[string, string, boolean, string]>([
  ['554 5.7.1 your host is on our blocklist', 'CONN', false, 'at_fault'],
  ['421 4.7.0 try again later', 'CONN', false, 'later'],
  ['535 5.7.8 bad credentials', 'AUTH PLAIN', false, 'at_fault'],
  ['454 4.7.0 temporary authentication failure', 'AUTH PLAIN', false, 'later'],
  ['530 5.7.0 authentication required', 'MAIL FROM', true, 'at_fault'],
  ['550 5.1.8 sender rejected', 'MAIL FROM', true, 'at_fault'],
  ['552 5.3.4 message too large', 'MAIL FROM', true, 'refused'],
  ['554 5.7.1 <a@b.example>: relay access denied', 'RCPT TO', true, 'at_fault'],
  ['554 5.7.1 client host [10.0.0.1] blocked using zen.example', 'RCPT TO', true, 'at_fault'],
  ['550 5.4.5 daily user sending quota exceeded', 'DATA', true, 'at_fault'],
  ['421 4.7.28 message limit reached', 'DATA', true, 'at_fault'],
  ['452 4.2.2 mailbox over quota', 'RCPT TO', true, 'later'],
  ['552 5.2.2 mailbox over quota', 'RCPT TO', true, 'refused'],
  ['450 4.2.0 greylisted', 'RCPT TO', true, 'later'],
])('%s at %s (ready %s): %s', (response, command, ready, kind) => {
  expect(reply(response, command, { ready }).kind).toBe(kind);
});

test('what is refused at RCPT TO is the address, at DATA the message; only codes are kept', () => {
  const gone = '550 5.1.1 <ada@customer.example> no such user';
  expect(reply(gone, 'RCPT TO')).toEqual({ kind: 'refused', reason: 'SMTP_550', about: 'ADDRESS', dead: true });
  expect(reply('554 5.6.0 spam', 'DATA')).toEqual({ kind: 'refused', reason: 'SMTP_554', about: 'MESSAGE' });
});

test('without a reply it is ambiguous only behind the final dot', () => {
  const lost = { message: 'x', code: 'ECONNRESET' };
  expect(smtpFailure(lost, progress).kind).toBe('later');
  expect(smtpFailure(lost, { ...progress, contentEnded: true }).kind).toBe('ambiguous');
  expect(reply('421 4.3.0 closing', 'CONN', { contentEnded: true }).kind).toBe('later');
  expect(smtpFailure({ message: 'x' }, { ...progress, expired: true })).toEqual({ kind: 'expired' });
});

test.each<[string, string, boolean]>([
  ['550 5.1.1 no such user', 'RCPT TO', true],
  ['550 5.1.10 null MX', 'RCPT TO', true],
  ['551 user not local', 'RCPT TO', true],
  ['553 mailbox name not allowed', 'RCPT TO', true],
  ['550-5.2.1 the mailbox is disabled', 'RCPT TO', true],
  ['550 5.1.1 no such user', 'DATA', true],
  ['552 5.2.2 mailbox full', 'RCPT TO', false],
  ['550 5.7.1 policy', 'RCPT TO', false],
  ['550 5.4.4 no route', 'RCPT TO', false],
  ['554 transaction failed', 'RCPT TO', false],
  ['550 content refused', 'DATA', false],
  ['550 5.1.8 sender rejected', 'MAIL FROM', false],
  ['450 4.1.1 not now', 'RCPT TO', false],
])('%s at %s: dead for good is %s (K24)', (response, command, dead) => {
  const result = reply(response, command);
  expect(result.kind === 'refused' && result.dead === true).toBe(dead);
});
