import { jsonOf, retryAfter } from './http-answer.js';

test('Retry-After in seconds, as a date, and as nonsense', () => {
  expect(retryAfter('120', 0)).toBe(120_000);
  expect(retryAfter('Thu, 01 Jan 1970 00:02:00 GMT', 60_000)).toBe(60_000);
  expect(retryAfter('Thu, 01 Jan 1970 00:00:00 GMT', 60_000)).toBe(0);
  expect([retryAfter('soon', 0), retryAfter(undefined, 0)]).toEqual([undefined, undefined]);
});

test.each(['', '[]', '"x"', 'null', '{', '<html>'])('%j is no JSON object', (text) => {
  expect(jsonOf({ body: Buffer.from(text) })).toBeUndefined();
  expect(jsonOf({ body: undefined })).toBeUndefined();
});
