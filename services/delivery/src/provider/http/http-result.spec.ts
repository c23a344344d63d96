import { httpAnswer, httpFailure, retryAfter } from './http-result.js';

test.each([
  [200, 'accepted'],
  [202, 'accepted'],
  [408, 'later'],
  [429, 'later'],
  [500, 'later'],
  [503, 'later'],
  [400, 'refused'],
  [401, 'at_fault'],
  [402, 'at_fault'],
  [403, 'at_fault'],
  [404, 'at_fault'],
  [422, 'refused'],
])('HTTP %i: %s', (status, kind) => {
  expect(httpAnswer({ status, id: 'id', retryAfterMs: undefined }).kind).toBe(kind);
});

test('only a connection that never was is certain', () => {
  expect(httpFailure({ code: 'ECONNREFUSED', message: '' }).kind).toBe('later');
  expect(httpFailure({ code: 'UND_ERR_CONNECT_TIMEOUT', message: '' }).kind).toBe('later');
  for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', undefined])
    expect(httpFailure({ code, message: 'other side closed' }).kind).toBe('ambiguous');
});

test('Retry-After in seconds, as a date, and as nonsense', () => {
  expect(retryAfter('120', 0)).toBe(120_000);
  expect(retryAfter('Thu, 01 Jan 1970 00:02:00 GMT', 60_000)).toBe(60_000);
  expect(retryAfter('Thu, 01 Jan 1970 00:00:00 GMT', 60_000)).toBe(0);
  expect([retryAfter('soon', 0), retryAfter(undefined, 0)]).toEqual([undefined, undefined]);
});

test("a used-up quota is the provider's fault, with whatever status it says so", () => {
  const answer = (status: number, error: string) =>
    httpAnswer({ status, id: undefined, error, retryAfterMs: undefined });
  expect(answer(429, 'quota_exceeded')).toEqual({ kind: 'at_fault', reason: 'HTTP_429' });
  expect(answer(400, 'Daily quota is used up').kind).toBe('at_fault');
  expect(answer(429, 'slow down').kind).toBe('later');
});

test.each<[string, 'ADDRESS' | 'MESSAGE', boolean]>([
  ['invalid_recipient', 'ADDRESS', true],
  ['RECIPIENT_SUPPRESSED', 'ADDRESS', true],
  ['hard_bounce', 'ADDRESS', true],
  ['recipient_rate_limited', 'ADDRESS', false],
  ['html_too_large', 'MESSAGE', false],
])('422 %s is about the %s; dead %s (K24, review 24)', (error, about, dead) => {
  const answer = httpAnswer({ status: 422, id: undefined, error, retryAfterMs: undefined });
  expect(answer).toEqual({ kind: 'refused', reason: 'HTTP_422', about, ...(dead && { dead }) });
});
