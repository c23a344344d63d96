import { httpAnswer } from './http-result.js';

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
