import { httpAnswer, httpFailure, retryAfter } from './http-result.js';
import { smtpFailure } from './smtp-result.js';

test.each([
  [200, 'accepted'],
  [202, 'accepted'],
  [408, 'retryable'],
  [429, 'retryable'],
  [500, 'retryable'],
  [503, 'retryable'],
  [400, 'refused'],
  [401, 'refused'],
  [404, 'refused'],
  [422, 'refused'],
])('HTTP %i: %s', (status, kind) => {
  expect(httpAnswer(status, 'id', undefined).kind).toBe(kind);
});

test('only a connection that never was is certain', () => {
  expect(httpFailure({ code: 'ECONNREFUSED', message: '' }).kind).toBe('retryable');
  expect(httpFailure({ code: 'UND_ERR_CONNECT_TIMEOUT', message: '' }).kind).toBe('retryable');
  for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', undefined])
    expect(httpFailure({ code, message: 'other side closed' }).kind).toBe('ambiguous');
});

test('Retry-After in seconds, as a date, and as nonsense', () => {
  expect(retryAfter('120', 0)).toBe(120_000);
  expect(retryAfter('Thu, 01 Jan 1970 00:02:00 GMT', 60_000)).toBe(60_000);
  expect(retryAfter('Thu, 01 Jan 1970 00:00:00 GMT', 60_000)).toBe(0);
  expect([retryAfter('soon', 0), retryAfter(undefined, 0)]).toEqual([undefined, undefined]);
});

test('SMTP: a reply before the mail was begun is not about the mail', () => {
  const progress = { ready: true, contentEnded: false, expired: false };
  expect(smtpFailure({ message: 'x', responseCode: 535 }, { ...progress, ready: false }).kind).toBe('retryable');
  expect(smtpFailure({ message: 'x', responseCode: 535 }, progress).kind).toBe('refused');
  expect(smtpFailure({ message: 'x', responseCode: 421 }, { ...progress, contentEnded: true }).kind).toBe('retryable');
  expect(smtpFailure({ message: 'x', code: 'ECONNRESET' }, progress).kind).toBe('retryable');
  expect(smtpFailure({ message: 'x', code: 'ECONNRESET' }, { ...progress, contentEnded: true }).kind).toBe('ambiguous');
  expect(smtpFailure({ message: 'x' }, { ...progress, expired: true })).toEqual({ kind: 'expired' });
});
