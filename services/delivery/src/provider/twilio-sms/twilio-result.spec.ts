import { twilioResult } from './twilio-result.js';

const answered = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  twilioResult({ kind: 'answered', status, headers, body: Buffer.from(JSON.stringify(body)) }, 0);

test('201 is taken, unless it has failed already', () => {
  expect(answered(201, { sid: 'SM1', status: 'queued', error_code: null }).result).toEqual({
    kind: 'accepted',
    providerMessageId: 'SM1',
  });
  expect(answered(201, { sid: 'SM1', status: 'failed', error_code: 21610 }).result.kind).toBe('refused');
  expect(answered(201, {}).result.kind).toBe('ambiguous');
});

test.each<[number, number | undefined, string]>([
  [400, 21211, 'refused ADDRESS dead'],
  [400, 21614, 'refused ADDRESS dead'],
  [400, 21610, 'refused ADDRESS dead'],
  [400, 21606, 'refused PROVIDER'],
  [400, 21612, 'refused PROVIDER'],
  [400, 21617, 'refused MESSAGE'],
  [401, 20003, 'at_fault'],
  [403, undefined, 'at_fault'],
  [404, 20404, 'at_fault'],
  [429, 63038, 'at_fault'],
  [429, 20429, 'later'],
  [400, 21611, 'later'],
  [408, undefined, 'later'],
  [500, 20500, 'ambiguous'],
  [400, 20500, 'ambiguous'],
  [503, undefined, 'ambiguous'],
  [302, undefined, 'ambiguous'],
])('HTTP %i, code %s: %s (C-10)', (status, code, expected) => {
  const { result } = answered(status, { code });
  const { kind, about, dead } = { about: undefined, dead: undefined, ...result };
  expect([kind, about, dead && 'dead'].filter((word) => word !== undefined).join(' ')).toBe(expected);
});

test('a 429 slows the account down and heeds Retry-After', () => {
  expect(answered(429, { code: 20429 }, { 'retry-after': '3' })).toEqual({
    result: { kind: 'later', reason: '20429', throttled: true, retryAfterMs: 3_000 },
    slower: true,
  });
});
