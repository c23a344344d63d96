import { MINUTE, SECOND } from '@perennial/kernel/instant';
import { jsonOf, retryAfter, wordOf } from '../http-answer.js';
import type { HttpReply } from '../http-call.client.js';
import type { ProviderResult } from '../provider.js';
import type { Classed } from '../account.js';

/** How long to stay away where WeCom wants fewer calls and does not say: its limits are those of a minute. */
const THROTTLED_MS = MINUTE;

/** Company, secret, token, IP: it would take nothing of ours now, whatever the message. */
const AT_FAULT = new Set([40001, 40013, 40014, 40056, 40091, 41001, 42001, 60020, 301002, 50001]);
/** More calls, or more at once, than it wants. */
const THROTTLED = new Set([45009, 45033, 45011]);
/** Nobody is written to any more under this id. */
const NO_SUCH_USER = new Set([40096, 40031]);
/** A colleague who is not there, or not visible to the app; or the two are no friends: another address may do. */
const ADDRESS = new Set([40003, 60111, 84061, 81013, 82001, 41048, 40068]);
/** What this app may not do: another provider, or the next channel, has its turn. */
const PROVIDER = new Set([48002, 60011, 84062, 84072]);

/** `errcode` of an answer; undefined where it is none. */
export function codeOf(reply: HttpReply): number | undefined {
  const code = jsonOf(reply)?.['errcode'];
  return reply.status === 200 && typeof code === 'number' && Number.isInteger(code) ? code : undefined;
}

/** What a failed answer means: errors come with HTTP 200. @param code not 0. */
export function wecomFault(code: number | undefined, { status, headers }: HttpReply, wallNow: number): Classed {
  if (code === undefined) return { result: withoutCode(status, retryAfter(headers['retry-after'], wallNow)) };
  const reason = `WECOM_${code}`;
  if (THROTTLED.has(code)) {
    const retryAfterMs = retryAfter(headers['retry-after'], wallNow) ?? THROTTLED_MS;
    return { result: { kind: 'later', reason, throttled: true, retryAfterMs }, slower: true };
  }
  if (AT_FAULT.has(code)) return { result: { kind: 'at_fault', reason } };
  if (NO_SUCH_USER.has(code)) return { result: { kind: 'refused', reason, about: 'ADDRESS', dead: true } };
  if (ADDRESS.has(code)) return { result: { kind: 'refused', reason, about: 'ADDRESS' } };
  if (PROVIDER.has(code)) return { result: { kind: 'refused', reason, about: 'PROVIDER' } };
  // Busy: it says nothing of what was done before.
  if (code < 0) return { result: { kind: 'ambiguous', reason } };
  return { result: { kind: 'refused', reason, about: 'MESSAGE' } };
}

/** Without a token nothing was sent: never ambiguous. */
export function tokenFault(reply: HttpReply): ProviderResult {
  const code = codeOf(reply);
  const reason = `TOKEN_${code === undefined ? `HTTP_${reply.status}` : `WECOM_${code}`}`;
  if (code !== undefined && THROTTLED.has(code))
    return { kind: 'later', reason, throttled: true, retryAfterMs: THROTTLED_MS };
  if (code !== undefined && code > 0) return { kind: 'at_fault', reason };
  return { kind: 'later', reason, retryAfterMs: SECOND };
}

/**
 * A message to a colleague. HTTP 200 and errcode 0 are a failure where he stands among those whom it did not reach: the
 * id is nobody's, or he has no licence.
 */
export function colleagueResult(reply: HttpReply, userId: string, wallNow: number): Classed {
  const code = codeOf(reply);
  const body = jsonOf(reply);
  const among = (name: string): boolean =>
    (wordOf(body?.[name]) ?? '').toLowerCase().split('|').includes(userId.toLowerCase());
  if (among('invaliduser'))
    return { result: { kind: 'refused', reason: 'INVALID_USER', about: 'ADDRESS', dead: true } };
  if (among('unlicenseduser')) return { result: { kind: 'refused', reason: 'UNLICENSED_USER', about: 'ADDRESS' } };
  if (code !== 0) return wecomFault(code, reply, wallNow);
  return { result: { kind: 'accepted', providerMessageId: wordOf(body?.['msgid']) ?? '' } };
}

/** A message to a customer: a task for his colleague, which names the customers whom it cannot reach. */
export function customerResult(reply: HttpReply, wallNow: number): Classed {
  const code = codeOf(reply);
  const body = jsonOf(reply);
  if (code !== 0) return wecomFault(code, reply, wallNow);
  const failed = body?.['fail_list'];
  if (Array.isArray(failed) && failed.length > 0)
    return { result: { kind: 'refused', reason: 'CUSTOMER_NOT_REACHED', about: 'ADDRESS' } };
  const messageId = wordOf(body?.['msgid']);
  if (messageId === undefined) return { result: { kind: 'ambiguous', reason: 'NO_MESSAGE_ID' } };
  return { result: waitingForStaff(messageId) };
}

export function waitingForStaff(providerMessageId: string): Extract<ProviderResult, { kind: 'waiting' }> {
  return { kind: 'waiting', providerMessageId, reason: 'WAITING_FOR_STAFF', confirmedThere: true };
}

function withoutCode(status: number, retryAfterMs: number | undefined): ProviderResult {
  const reason = `HTTP_${status}`;
  if (status === 429) return { kind: 'later', reason, throttled: true, retryAfterMs: retryAfterMs ?? THROTTLED_MS };
  if (status === 408) return { kind: 'later', reason };
  return status >= 400 && status < 500 ? { kind: 'at_fault', reason } : { kind: 'ambiguous', reason };
}
