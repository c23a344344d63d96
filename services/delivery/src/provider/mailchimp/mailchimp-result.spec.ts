import { mailchimpResult } from './mailchimp-result.js';

const answered = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  mailchimpResult({ kind: 'answered', status, headers, body: Buffer.from(JSON.stringify(body)) }, 0);
const word = ({ result }: ReturnType<typeof answered>): string => {
  const { kind, about, dead } = { about: undefined, dead: undefined, ...result };
  return [kind, about, dead && 'dead'].filter((one) => one !== undefined).join(' ');
};
const recipient = (status: string, reason: string | null = null): unknown => [
  { email: 'a@b.example', status, reject_reason: reason, _id: 'abc' },
];

test.each<[string, string | null, string]>([
  ['sent', null, 'accepted'],
  ['queued', null, 'accepted'],
  ['scheduled', null, 'accepted'],
  ['invalid', null, 'refused ADDRESS dead'],
  ['rejected', 'hard-bounce', 'refused ADDRESS dead'],
  ['rejected', 'spam', 'refused ADDRESS dead'],
  ['rejected', 'unsub', 'refused ADDRESS dead'],
  ['rejected', 'custom', 'refused ADDRESS dead'],
  ['rejected', 'invalid', 'refused ADDRESS dead'],
  ['rejected', 'soft-bounce', 'later'],
  ['rejected', 'invalid-sender', 'at_fault'],
  ['rejected', 'unsigned', 'at_fault'],
  ['rejected', 'test-mode-limit', 'at_fault'],
  ['rejected', 'rule', 'refused PROVIDER'],
  ['rejected', 'something-new', 'refused PROVIDER'],
  ['rejected', null, 'refused PROVIDER'],
  ['strange', null, 'ambiguous'],
])('HTTP 200, %s, %s: %s (C-10)', (status, reason, expected) => {
  const classed = answered(200, recipient(status, reason));
  expect(word(classed)).toBe(expected);
  expect(JSON.stringify(classed)).not.toContain('a@b.example');
});

test('an answer that nobody can read may be of a mail that was sent', () => {
  for (const body of [[], {}, 'x', null, [{ status: 'sent' }]]) expect(word(answered(200, body))).toBe('ambiguous');
});

test.each<[number, string | undefined, string]>([
  [401, 'Invalid_Key', 'at_fault'],
  [500, 'Invalid_Key', 'at_fault'],
  [500, 'PaymentRequired', 'at_fault'],
  [500, 'Unknown_Subaccount', 'at_fault'],
  [403, undefined, 'at_fault'],
  [500, 'ValidationError', 'refused MESSAGE'],
  [422, 'ValidationError', 'refused MESSAGE'],
  [400, undefined, 'refused MESSAGE'],
  [500, 'ServiceUnavailable', 'later'],
  [429, undefined, 'later'],
  [408, undefined, 'later'],
  [500, 'GeneralError', 'ambiguous'],
  [502, undefined, 'ambiguous'],
  [302, undefined, 'ambiguous'],
])('HTTP %i, %s: %s', (status, name, expected) => {
  expect(word(answered(status, { status: 'error', code: -1, name, message: 'no' }))).toBe(expected);
});

test('a 429 slows the account down and heeds Retry-After', () => {
  expect(answered(429, {}, { 'retry-after': '3' })).toEqual({
    result: { kind: 'later', reason: 'HTTP_429', throttled: true, retryAfterMs: 3_000 },
    slower: true,
  });
});
