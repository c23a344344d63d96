import type { Classed } from '../account.js';
import { withoutAnswer } from '../http-call.client.js';
import type { ProviderResult } from '../provider.js';
import type { SesAnswer } from './ses.client.js';

/** The account, its sender or its settings at SES: every mail would be refused. */
const AT_FAULT = new Set([
  'AccountSuspendedException',
  'SendingPausedException',
  'MailFromDomainNotVerifiedException',
  // A configuration set or an identity that is not there.
  'NotFoundException',
  'LimitExceededException',
]);
/** Names under which the signature, the key or its rights are refused; the status is not always 403. */
const LOGIN = /signature|token|credential|accessdenied|unrecognizedclient|accesskey|optinrequired|notauthorized/i;
/** Words of a MessageRejected that is about us: the sandbox of new accounts, a sender that is not verified, a pause. */
const OURS = /not verified|sending (paused|suspended|is disabled)|account/i;
const QUOTA = /quota/i;
/** Words of a BadRequest about the address that was given. */
const ADDRESS = /address|recipient|local part|domain|destination/i;

/** What SES said of a SendEmail (providers.md, 5.2). Its words name addresses: they are read and never kept. */
export function sesResult(answer: SesAnswer): Classed {
  if (answer.kind === 'taken') return { result: { kind: 'accepted', providerMessageId: answer.providerMessageId } };
  if (answer.kind !== 'failed') return { result: withoutAnswer(answer) };
  const { status, name, message, retryAfterMs } = answer;
  const reason = status >= 500 || !/^[A-Za-z_]{3,60}$/.test(name) ? `HTTP_${status}` : name;
  if (status === 429 || name === 'TooManyRequestsException' || name === 'ThrottlingException') {
    // The day's quota comes back over hours, not seconds.
    if (QUOTA.test(message)) return { result: { kind: 'at_fault', reason } };
    return { result: { kind: 'later', reason, throttled: true, retryAfterMs }, slower: true };
  }
  return { result: refusal(status, name, message, reason) };
}

function refusal(status: number, name: string, message: string, reason: string): ProviderResult {
  // A 5xx says nothing of what was done before, and an answer that nobody can read may be one of success.
  if (status >= 500 || status < 400) return { kind: 'ambiguous', reason };
  if (status === 408) return { kind: 'later', reason };
  if (AT_FAULT.has(name) || LOGIN.test(name) || [401, 403, 404, 405].includes(status))
    return { kind: 'at_fault', reason };
  if (name === 'MessageRejected')
    return OURS.test(message) ? { kind: 'at_fault', reason } : { kind: 'refused', reason, about: 'MESSAGE' };
  return { kind: 'refused', reason, about: ADDRESS.test(message) ? 'ADDRESS' : 'MESSAGE' };
}
