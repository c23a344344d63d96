import type { Classed } from '../account.js';
import { jsonOf, parseJson, retryAfter, wordOf } from '../http-answer.js';
import type { HttpReply } from '../http-call.client.js';
import type { ProviderResult } from '../provider.js';

/** Why a recipient was rejected: there is nobody, or he wants nothing of this account any more. */
const DEAD = new Set(['hard-bounce', 'spam', 'unsub', 'custom', 'invalid']);
/** The sender or the account: every mail would be rejected. */
const OURS = new Set(['invalid-sender', 'unsigned', 'test-mode-limit']);
/** It bounced lately for a reason that may pass. */
const SOFT = 'soft-bounce';
/** Names of errors that say that nothing was done. */
const AT_FAULT = new Set([
  'Invalid_Key',
  'PaymentRequired',
  'Unknown_Subaccount',
  'UserError',
  'Unauthorized',
  'AuthenticationError',
]);

/** What an answer of messages/send.json means: HTTP 200 with a rejected recipient is a refusal. */
export function mailchimpResult(reply: HttpReply, wallNow: number): Classed {
  const { status } = reply;
  if (status >= 200 && status < 300) return { result: recipientResult(reply) };
  const name = wordOf(jsonOf(reply)?.['name']);
  const reason = name !== undefined && /^[A-Za-z_]{3,60}$/.test(name) ? name : `HTTP_${status}`;
  if (status === 429) {
    const retryAfterMs = retryAfter(reply.headers['retry-after'], wallNow);
    return { result: { kind: 'later', reason, throttled: true, retryAfterMs }, slower: true };
  }
  return { result: refusal(status, name, reason) };
}

/** Errors come with HTTP 500 as well: the name says what they are, and without one nobody knows what was done. */
function refusal(status: number, name: string | undefined, reason: string): ProviderResult {
  if ((name !== undefined && AT_FAULT.has(name)) || [401, 402, 403, 404, 405, 407].includes(status))
    return { kind: 'at_fault', reason };
  if (name === 'ServiceUnavailable' || status === 408) return { kind: 'later', reason };
  if (name === 'ValidationError') return { kind: 'refused', reason, about: 'MESSAGE' };
  if (status >= 500 || status < 400) return { kind: 'ambiguous', reason };
  return { kind: 'refused', reason, about: 'MESSAGE' };
}

/** Of the one recipient of a mail. */
function recipientResult({ body }: HttpReply): ProviderResult {
  const list = parseJson(body?.toString('utf8') ?? '');
  const recipient = Array.isArray(list) ? (list[0] as Readonly<Record<string, unknown>> | undefined) : undefined;
  const status = wordOf(recipient?.['status']);
  const id = wordOf(recipient?.['_id']);
  if (status === 'sent' || status === 'queued' || status === 'scheduled')
    return id === undefined ? { kind: 'ambiguous', reason: 'NO_ID' } : { kind: 'accepted', providerMessageId: id };
  if (status === 'invalid') return { kind: 'refused', reason: 'invalid', about: 'ADDRESS', dead: true };
  if (status !== 'rejected') return { kind: 'ambiguous', reason: 'UNREADABLE' };
  const why = wordOf(recipient?.['reject_reason']) ?? '';
  const reason = `rejected ${/^[a-z-]{1,40}$/.test(why) ? why : ''}`.trim();
  if (OURS.has(why)) return { kind: 'at_fault', reason };
  if (DEAD.has(why)) return { kind: 'refused', reason, about: 'ADDRESS', dead: true };
  if (why === SOFT) return { kind: 'later', reason };
  // A rule of the account, or a word of which nothing is known: another provider may take it.
  return { kind: 'refused', reason, about: 'PROVIDER' };
}
