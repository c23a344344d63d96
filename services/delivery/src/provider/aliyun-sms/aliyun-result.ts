import { DAY, HOUR, MINUTE } from '@perennial/kernel/instant';
import { jsonOf, retryAfter, wordOf } from '../http-answer.js';
import type { HttpReply } from '../http-call.client.js';
import type { ProviderResult } from '../provider.js';
import type { Classed } from '../account.js';

/** Account, permission, quota and signature: it would take nothing of ours now, whatever the message. */
const AT_FAULT = new Set([
  'isv.OUT_OF_SERVICE',
  'isv.AMOUNT_NOT_ENOUGH',
  'isv.DAY_LIMIT_CONTROL',
  'isv.MONTH_LIMIT_CONTROL',
  'isp.RAM_PERMISSION_DENY',
  'isv.DENY_IP_RANGE',
  'isv.ACCOUNT_NOT_EXISTS',
  'isv.ACCOUNT_ABNORMAL',
  'isv.PRODUCT_UNSUBSCRIBE',
  'isv.PRODUCT_UN_SUBSCRIPT',
  'isv.SMS_SIGN_ILLEGAL',
  'isv.SMS_SIGNATURE_ILLEGAL',
  'isv.SIGN_STATE_ILLEGAL',
]);
const DEAD = new Set(['isv.MOBILE_NUMBER_ILLEGAL']);
/** It is about what this account has: texts and countries. Another provider may take the message. */
const PROVIDER = new Set([
  'isv.DOMESTIC_NUMBER_NOT_SUPPORTED',
  'isv.SMS_TEMPLATE_ILLEGAL',
  'isv.SMS_SIGNATURE_SCENE_ILLEGAL',
  'isv.TEMPLATE_MISSING_PARAMETERS',
  'isv.PARAM_LENGTH_LIMIT',
  'isv.PARAM_NOT_SUPPORT_URL',
]);
/** The request may have been worked on. A nonce that was seen before means that a request of ours was. */
const UNKNOWN = /^isp\.|^(InternalError|ServiceUnavailable|UnknownError|SignatureNonceUsed)\b/;

/** What an answer of SendSms means: business errors come with HTTP 200, those of the gateway with 4xx. */
export function aliyunResult(reply: HttpReply, wallNow: number): Classed {
  const body = jsonOf(reply);
  const code = wordOf(body?.['Code']);
  if (reply.status === 200 && code === 'OK')
    return { result: { kind: 'accepted', providerMessageId: wordOf(body?.['BizId']) ?? '' } };
  const retryAfterMs = ownRetryAfter(reply) ?? retryAfter(reply.headers['retry-after'], wallNow);
  if (code === undefined) return { result: withoutCode(reply.status, retryAfterMs), slower: reply.status === 429 };
  if (/^Throttling\b/.test(code) || reply.status === 429)
    return { result: { kind: 'later', reason: code, throttled: true, retryAfterMs }, slower: true };
  if (code === 'isv.BUSINESS_LIMIT_CONTROL')
    // About this number alone: the account is well.
    return {
      result: {
        kind: 'later',
        reason: code,
        throttled: true,
        retryAfterMs: windowOf(wordOf(body?.['Message']) ?? ''),
      },
    };
  return { result: ofCode(code, reply.status) };
}

function ofCode(code: string, status: number): ProviderResult {
  if (AT_FAULT.has(code)) return { kind: 'at_fault', reason: code };
  if (DEAD.has(code)) return { kind: 'refused', reason: code, about: 'ADDRESS', dead: true };
  if (PROVIDER.has(code)) return { kind: 'refused', reason: code, about: 'PROVIDER' };
  if (UNKNOWN.test(code) || status >= 500) return { kind: 'ambiguous', reason: code };
  if (code.startsWith('isv.')) return { kind: 'refused', reason: code, about: 'MESSAGE' };
  // The gateway refused the request before the product saw it: signature, clock, key, action.
  return status >= 400 ? { kind: 'at_fault', reason: code } : { kind: 'ambiguous', reason: code };
}

function withoutCode(status: number, retryAfterMs: number | undefined): ProviderResult {
  const reason = `HTTP_${status}`;
  if (status === 429) return { kind: 'later', reason, throttled: true, retryAfterMs };
  if (status === 408) return { kind: 'later', reason };
  return status >= 400 && status < 500 ? { kind: 'at_fault', reason } : { kind: 'ambiguous', reason };
}

/** Aliyun's own header is in milliseconds. */
function ownRetryAfter({ headers }: HttpReply): number | undefined {
  const text = headers['x-acs-retry-after'] ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** The text names the limit that was reached: 触发分钟级流控, 小时级, 天级. */
function windowOf(message: string): number {
  if (message.includes('分钟')) return MINUTE;
  return message.includes('小时') ? HOUR : DAY;
}
