import { jsonOf, retryAfter, wordOf } from '../http-answer.js';
import type { HttpReply } from '../http-call.client.js';
import type { ProviderResult } from '../provider.js';
import type { Classed } from '../account.js';

/** Login, suspended account, test credentials, unknown sender, daily quota. */
const AT_FAULT = new Set([20003, 20005, 20008, 20404, 21212, 21603, 21660, 63038, 90010]);
/** No such number; not one for text messages; one whose owner answered STOP. */
const DEAD = new Set([21211, 21614, 21610]);
/** This sender cannot reach that number, or its country is not switched on: another provider may. */
const PROVIDER = new Set([21606, 21612, 21408, 21215, 21635]);
const SLOWER = new Set([20429, 21611, 30001, 14107]);

/** What an answer of `POST Messages.json` means: 201 is taken; a 5xx may have been. */
export function twilioResult(reply: HttpReply, wallNow: number): Classed {
  const body = jsonOf(reply);
  const code = typeof body?.['code'] === 'number' ? body['code'] : undefined;
  const reason = code === undefined ? `HTTP_${reply.status}` : String(code);
  if (reply.status === 201 || reply.status === 200) return { result: taken(body) };
  const quota = code !== undefined && AT_FAULT.has(code);
  if (!quota && (reply.status === 429 || (code !== undefined && SLOWER.has(code)))) {
    const retryAfterMs = retryAfter(reply.headers['retry-after'], wallNow);
    return { result: { kind: 'later', reason, throttled: true, retryAfterMs }, slower: true };
  }
  return { result: refusal(reply.status, code, reason) };
}

/** A message that is taken and has failed already was not taken. */
function taken(body: Readonly<Record<string, unknown>> | undefined): ProviderResult {
  const sid = wordOf(body?.['sid']);
  if (sid === undefined) return { kind: 'ambiguous', reason: 'NO_SID' };
  const [error, status] = [body?.['error_code'], body?.['status']];
  if ((status === 'failed' || status === 'undelivered') && typeof error === 'number')
    return refusal(400, error, String(error));
  return { kind: 'accepted', providerMessageId: sid };
}

function refusal(status: number, code: number | undefined, reason: string): ProviderResult {
  if (code !== undefined && DEAD.has(code)) return { kind: 'refused', reason, about: 'ADDRESS', dead: true };
  if (code !== undefined && PROVIDER.has(code)) return { kind: 'refused', reason, about: 'PROVIDER' };
  if (code === 20500 || status >= 500 || status < 400) return { kind: 'ambiguous', reason };
  if (status === 408) return { kind: 'later', reason };
  if ((code !== undefined && AT_FAULT.has(code)) || [401, 402, 403, 404, 405, 407].includes(status))
    return { kind: 'at_fault', reason };
  return { kind: 'refused', reason, about: 'MESSAGE' };
}
