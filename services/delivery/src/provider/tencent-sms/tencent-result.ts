import { DAY, HOUR, SECOND } from '@perennial/kernel/instant';
import { jsonOf, retryAfter, wordOf } from '../http-answer.js';
import type { HttpReply } from '../http-call.client.js';
import type { ProviderResult } from '../provider.js';
import type { Classed } from '../account.js';

/** Limits of one number, and how long it takes until they are over. */
const OF_A_NUMBER: Readonly<Record<string, number>> = {
  'LimitExceeded.DeliveryFrequencyLimit': 30 * SECOND,
  'LimitExceeded.PhoneNumberThirtySecondLimit': 30 * SECOND,
  'LimitExceeded.PhoneNumberOneHourLimit': HOUR,
  'LimitExceeded.PhoneNumberDailyLimit': DAY,
  'LimitExceeded.PhoneNumberSameContentDailyLimit': DAY,
};
/** Balance, permission, quota, key, clock and signature: it would take nothing of ours now, whatever the message. */
const AT_FAULT =
  /^(FailedOperation\.(InsufficientBalanceInSmsPackage|SignatureIncorrectOrUnapproved)|LimitExceeded\.(App|DailyLimit|AppDailyLimit|AppMainlandChinaDailyLimit|AppCountryOrRegionDailyLimit)|UnauthorizedOperation\.|AuthFailure|InvalidParameterValue\.SdkAppIdNotExist|UnsupportedOperation\.|InvalidAction|NoSuchVersion)/;
/** No such number, or one whose owner opted out. */
const DEAD = new Set(['InvalidParameterValue.IncorrectPhoneNumber', 'FailedOperation.PhoneNumberInBlacklist']);
/** It is about what this account has: texts and countries. Another provider may take the message. */
const PROVIDER = new Set([
  'FailedOperation.TemplateIncorrectOrUnapproved',
  'InvalidParameterValue.TemplateParameterFormatError',
  'InvalidParameterValue.TemplateParameterLengthLimit',
  'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter',
  'UnsupportedOperation.UnsuportedRegion',
  'UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone',
  'UnsupportedOperation.GlobalTemplateToChineseMainlandPhone',
]);
const UNKNOWN = /^InternalError\b/;

/** What an answer of SendSms to one number means. Errors of the call and of the number come with HTTP 200 alike. */
export function tencentResult(reply: HttpReply, wallNow: number): Classed {
  const response = jsonOf(reply)?.['Response'] as
    | { Error?: { Code?: unknown }; SendStatusSet?: readonly ({ Code?: unknown; SerialNo?: unknown } | null)[] }
    | undefined;
  const [status] = Array.isArray(response?.SendStatusSet) ? response.SendStatusSet : [];
  const retryAfterMs = retryAfter(reply.headers['retry-after'], wallNow);
  if (reply.status === 200 && status?.Code === 'Ok')
    return { result: { kind: 'accepted', providerMessageId: wordOf(status.SerialNo) ?? '' } };
  const code = wordOf(response?.Error?.Code) ?? wordOf(status?.Code);
  if (code === undefined) return withoutCode(reply.status, retryAfterMs);
  if (code.startsWith('RequestLimitExceeded') || reply.status === 429)
    return { result: { kind: 'later', reason: code, throttled: true, retryAfterMs }, slower: true };
  return { result: ofCode(code) };
}

function ofCode(code: string): ProviderResult {
  const window = OF_A_NUMBER[code];
  // About this number alone: the account is well.
  if (window !== undefined) return { kind: 'later', reason: code, throttled: true, retryAfterMs: window };
  if (DEAD.has(code)) return { kind: 'refused', reason: code, about: 'ADDRESS', dead: true };
  if (PROVIDER.has(code)) return { kind: 'refused', reason: code, about: 'PROVIDER' };
  if (AT_FAULT.test(code)) return { kind: 'at_fault', reason: code };
  if (UNKNOWN.test(code)) return { kind: 'ambiguous', reason: code };
  return { kind: 'refused', reason: code, about: 'MESSAGE' };
}

function withoutCode(status: number, retryAfterMs: number | undefined): Classed {
  const reason = `HTTP_${status}`;
  if (status === 429) return { result: { kind: 'later', reason, throttled: true, retryAfterMs }, slower: true };
  if (status === 408) return { result: { kind: 'later', reason } };
  if (status >= 400 && status < 500) return { result: { kind: 'at_fault', reason } };
  return { result: { kind: 'ambiguous', reason } };
}
