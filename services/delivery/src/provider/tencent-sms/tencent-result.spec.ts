import { tencentResult } from './tencent-result.js';

const answered = (response: unknown, status = 200, headers: Record<string, string> = {}) =>
  tencentResult({ kind: 'answered', status, headers, body: Buffer.from(JSON.stringify({ Response: response })) }, 0);
const ofCall = (Code: string) => answered({ Error: { Code, Message: 'm' } });
const ofNumber = (Code: string) => answered({ SendStatusSet: [{ Code, SerialNo: '' }] });

test('Ok is taken, by its serial number', () => {
  expect(answered({ SendStatusSet: [{ Code: 'Ok', SerialNo: '5000:1' }] }).result).toEqual({
    kind: 'accepted',
    providerMessageId: '5000:1',
  });
});

test.each<[string, string]>([
  ['FailedOperation.InsufficientBalanceInSmsPackage', 'at_fault'],
  ['UnauthorizedOperation.RequestIpNotInWhitelist', 'at_fault'],
  ['AuthFailure.SignatureFailure', 'at_fault'],
  ['FailedOperation.SignatureIncorrectOrUnapproved', 'at_fault'],
  ['LimitExceeded.AppDailyLimit', 'at_fault'],
  ['InvalidParameterValue.IncorrectPhoneNumber', 'refused ADDRESS dead'],
  ['FailedOperation.PhoneNumberInBlacklist', 'refused ADDRESS dead'],
  ['UnsupportedOperation.UnsuportedRegion', 'refused PROVIDER'],
  ['FailedOperation.TemplateIncorrectOrUnapproved', 'refused PROVIDER'],
  ['FailedOperation.ContainSensitiveWord', 'refused MESSAGE'],
  ['InvalidParameterValue.ProhibitedUseUrlInTemplateParameter', 'refused PROVIDER'],
  ['FailedOperation.MarketingSendTimeConstraint', 'refused MESSAGE'],
  ['InternalError.Timeout', 'ambiguous'],
  ['InternalError.SendAndRecvFail', 'ambiguous'],
  ['InternalError.OtherError', 'ambiguous'],
  ['InternalError', 'ambiguous'],
])('%s: %s, of the call and of the number alike (C-10)', (code, expected) => {
  for (const { result } of [ofCall(code), ofNumber(code)]) {
    const { kind, about, dead } = { about: undefined, dead: undefined, ...result };
    expect([kind, about, dead && 'dead'].filter((word) => word !== undefined).join(' ')).toBe(expected);
  }
});

test.each([
  ['LimitExceeded.PhoneNumberThirtySecondLimit', 30_000],
  ['LimitExceeded.PhoneNumberOneHourLimit', 3_600_000],
  ['LimitExceeded.PhoneNumberDailyLimit', 86_400_000],
  ['LimitExceeded.PhoneNumberSameContentDailyLimit', 86_400_000],
])('%s waits out its window, and the account is not slowed down', (reason, retryAfterMs) => {
  expect(ofNumber(reason)).toEqual({ result: { kind: 'later', reason, throttled: true, retryAfterMs } });
});

test.each(['RequestLimitExceeded', 'RequestLimitExceeded.UinLimitExceeded'])('%s slows the account down', (code) => {
  expect(ofCall(code)).toMatchObject({ result: { kind: 'later', throttled: true }, slower: true });
});

test.each([
  [429, 'later'],
  [408, 'later'],
  [403, 'at_fault'],
  [502, 'ambiguous'],
  [200, 'ambiguous'],
])('HTTP %i without a code: %s', (status, kind) => {
  expect(tencentResult({ kind: 'answered', status, headers: {}, body: undefined }, 0).result.kind).toBe(kind);
});
