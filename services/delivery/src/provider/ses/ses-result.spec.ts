import type { SesAnswer } from './ses.client.js';
import { sesResult } from './ses-result.js';

const failed = (status: number, name: string, message = '', retryAfterMs?: number): SesAnswer => ({
  kind: 'failed',
  status,
  name,
  message,
  retryAfterMs,
});

test('200 with an id is taken; without one nobody knows', () => {
  expect(sesResult({ kind: 'taken', providerMessageId: '0107' }).result).toEqual({
    kind: 'accepted',
    providerMessageId: '0107',
  });
  expect(sesResult(failed(200, 'NO_MESSAGE_ID')).result.kind).toBe('ambiguous');
  expect(sesResult(failed(200, 'SyntaxError')).result.kind).toBe('ambiguous');
});

test.each<[number, string, string, string]>([
  [400, 'AccountSuspendedException', '', 'at_fault'],
  [400, 'SendingPausedException', '', 'at_fault'],
  [400, 'MailFromDomainNotVerifiedException', '', 'at_fault'],
  [400, 'LimitExceededException', '', 'at_fault'],
  [404, 'NotFoundException', 'Configuration set <x> does not exist.', 'at_fault'],
  [403, 'InvalidSignatureException', '', 'at_fault'],
  [403, 'AccessDeniedException', '', 'at_fault'],
  [400, 'ExpiredTokenException', '', 'at_fault'],
  [400, 'MessageRejected', 'Email address is not verified. The following identities failed: a@b.example', 'at_fault'],
  [400, 'MessageRejected', 'Sending paused for this account.', 'at_fault'],
  [400, 'MessageRejected', 'Message contains a virus', 'refused MESSAGE'],
  [400, 'BadRequestException', 'Invalid MIME', 'refused MESSAGE'],
  [400, 'BadRequestException', 'Illegal address', 'refused ADDRESS'],
  [400, 'BadRequestException', 'Local address contains control or whitespace', 'refused ADDRESS'],
  [429, 'TooManyRequestsException', 'Maximum sending rate exceeded.', 'later'],
  [400, 'ThrottlingException', 'Rate exceeded', 'later'],
  [429, 'TooManyRequestsException', 'Daily message quota exceeded', 'at_fault'],
  [408, 'UnknownError', '', 'later'],
  [500, 'InternalServiceErrorException', '', 'ambiguous'],
  [503, 'UnknownError', '', 'ambiguous'],
  [302, 'UnknownError', '', 'ambiguous'],
])('HTTP %i, %s, %j: %s (C-10)', (status, name, message, expected) => {
  const { result } = sesResult(failed(status, name, message));
  const { kind, about } = { about: undefined, ...result };
  expect([kind, about].filter((word) => word !== undefined).join(' ')).toBe(expected);
  expect(JSON.stringify(result)).not.toContain('a@b.example');
});

test('what wants fewer calls slows the account down and heeds Retry-After; a used-up day does not', () => {
  expect(sesResult(failed(429, 'TooManyRequestsException', 'Maximum sending rate exceeded.', 3_000))).toEqual({
    result: { kind: 'later', reason: 'TooManyRequestsException', throttled: true, retryAfterMs: 3_000 },
    slower: true,
  });
  expect(sesResult(failed(429, 'TooManyRequestsException', 'Daily message quota exceeded')).slower).toBeUndefined();
});

test('a call without an answer is what it is for every provider', () => {
  expect(sesResult({ kind: 'expired' }).result).toEqual({ kind: 'expired' });
  expect(sesResult({ kind: 'not_sent', reason: 'X' }).result.kind).toBe('later');
  expect(sesResult({ kind: 'unknown', reason: 'X' }).result.kind).toBe('ambiguous');
});
