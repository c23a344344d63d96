import { DAY, HOUR, MINUTE } from '@perennial/kernel/instant';
import { aliyunResult } from './aliyun-result.js';

const answered = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  aliyunResult(
    { kind: 'answered', status, headers, body: body === null ? undefined : Buffer.from(JSON.stringify(body)) },
    0,
  );

test('OK is taken, by its BizId', () => {
  expect(answered({ Code: 'OK', BizId: '9006^0' }).result).toEqual({ kind: 'accepted', providerMessageId: '9006^0' });
});

test.each<[string, string]>([
  ['isv.OUT_OF_SERVICE', 'at_fault'],
  ['isv.AMOUNT_NOT_ENOUGH', 'at_fault'],
  ['isv.DAY_LIMIT_CONTROL', 'at_fault'],
  ['isv.MONTH_LIMIT_CONTROL', 'at_fault'],
  ['isp.RAM_PERMISSION_DENY', 'at_fault'],
  ['isv.DENY_IP_RANGE', 'at_fault'],
  ['isv.SMS_SIGN_ILLEGAL', 'at_fault'],
  ['isv.SIGN_STATE_ILLEGAL', 'at_fault'],
  ['isv.MOBILE_NUMBER_ILLEGAL', 'refused ADDRESS dead'],
  ['isv.SMS_SIGNATURE_SCENE_ILLEGAL', 'refused PROVIDER'],
  ['isv.SMS_CONTENT_ILLEGAL', 'refused MESSAGE'],
  ['isv.BLACK_KEY_CONTROL_LIMIT', 'refused MESSAGE'],
  ['isv.PARAM_NOT_SUPPORT_URL', 'refused PROVIDER'],
  ['isv.SMS_TEMPLATE_ILLEGAL', 'refused PROVIDER'],
  ['isv.DOMESTIC_NUMBER_NOT_SUPPORTED', 'refused PROVIDER'],
  ['isv.SOMETHING_NEW', 'refused MESSAGE'],
  ['isp.SYSTEM_ERROR', 'ambiguous'],
  ['SomethingNew', 'ambiguous'],
])('%s with HTTP 200: %s (C-10)', (code, expected) => {
  const { result, slower } = answered({ Code: code });
  const { kind, about, dead } = { about: undefined, dead: undefined, ...result };
  expect([kind, about, dead && 'dead'].filter((word) => word !== undefined).join(' ')).toBe(expected);
  expect([(result as { reason: string }).reason, slower]).toEqual([code, undefined]);
});

test.each([
  ['触发分钟级流控Permits:1', MINUTE],
  ['触发小时级流控Permits:5', HOUR],
  ['触发天级流控Permits:10', DAY],
  ['', DAY],
])('a limit of the number waits out its window, and the account is not slowed down: %j', (Message, retryAfterMs) => {
  const reason = 'isv.BUSINESS_LIMIT_CONTROL';
  expect(answered({ Code: reason, Message })).toEqual({
    result: { kind: 'later', reason, throttled: true, retryAfterMs },
  });
});

test('Throttling slows the account down; its header is in milliseconds', () => {
  expect(answered({ Code: 'Throttling.User' }, 400, { 'x-acs-retry-after': '1500' })).toEqual({
    result: { kind: 'later', reason: 'Throttling.User', throttled: true, retryAfterMs: 1_500 },
    slower: true,
  });
  expect(answered(null, 429, { 'retry-after': '2' })).toMatchObject({
    result: { kind: 'later', reason: 'HTTP_429', retryAfterMs: 2_000 },
    slower: true,
  });
});

test.each<[string | undefined, number, string]>([
  ['SignatureDoesNotMatch', 400, 'at_fault'],
  ['InvalidAccessKeyId.NotFound', 404, 'at_fault'],
  ['InvalidTimeStamp.Expired', 400, 'at_fault'],
  ['SignatureNonceUsed', 400, 'ambiguous'],
  ['ServiceUnavailable', 503, 'ambiguous'],
  [undefined, 200, 'ambiguous'],
  [undefined, 302, 'ambiguous'],
  [undefined, 403, 'at_fault'],
  [undefined, 408, 'later'],
  [undefined, 502, 'ambiguous'],
])('the gateway says %s with HTTP %i: %s', (code, status, kind) => {
  expect(answered(code === undefined ? null : { Code: code }, status).result.kind).toBe(kind);
});
