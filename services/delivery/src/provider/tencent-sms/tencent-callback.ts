import { instant } from '@perennial/kernel/instant';
import { bearsSecret, beijingTime, fromNational, jsonObjects } from '../callback-secret.js';
import type { Callback, CallbackAnswer, CallbackReading, ReportedEvidence } from '../callback.js';
import { wordOf } from '../http-answer.js';
import { replyEvidence } from '../sms-reply.js';

function answer(status: number, result: number, errmsg: string): CallbackAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify({ result, errmsg }) };
}

/**
 * Receipts (an array) and replies (one object), without a signature: the secret in the URL protects them. The latest
 * year that a clock can mean keeps nonsense out of instants.
 */
export function readTencentCallback(callback: Callback, secret: string): CallbackReading {
  const refused = (status: number, reason: string): CallbackReading => ({
    kind: 'refused',
    reason,
    answer: answer(status, status, reason),
  });
  if (callback.method !== 'POST') return refused(405, 'a callback is a POST');
  if (!bearsSecret(callback.url, secret)) return refused(403, 'the URL does not bear the secret');
  const items = jsonObjects(callback.body);
  if (!items) return refused(400, 'the body is no JSON of objects');
  return { kind: 'taken', reports: items.flatMap(reportOf), answer: answer(200, 0, 'OK') };
}

const LATEST_SECONDS = 7_258_118_400;

function reportOf(item: Readonly<Record<string, unknown>>): ReportedEvidence[] {
  const mobile = wordOf(item['mobile']);
  const { text, time } = item;
  if (typeof text === 'string' && mobile !== undefined) {
    const seconds = typeof time === 'number' && time > 0 && time < LATEST_SECONDS ? Math.floor(time) : null;
    const from = fromNational(`${wordOf(item['nationcode']) ?? '86'}${mobile}`, '');
    // A reply has no id. Two of one second from one number are one; the number itself stays out of the id.
    const reply = { reportId: `up ${seconds ?? ''} ${mobile.slice(-4)}`, from, text };
    return [replyEvidence(reply, seconds === null ? null : instant(seconds * 1_000))];
  }
  const sid = wordOf(item['sid']);
  const status = item['report_status'];
  if (sid === undefined || (status !== 'SUCCESS' && status !== 'FAIL')) return [];
  const code = wordOf(item['errmsg']) ?? '';
  const key = wordOf(item['ext']);
  const delivered = status === 'SUCCESS';
  return [
    {
      reportId: `${sid} ${status} ${code}`,
      // Our own key comes back only where support has switched it on.
      message: key === undefined ? { providerMessageId: sid } : { idempotencyKey: key },
      evidence: delivered ? 'delivered' : 'bounced',
      happenedAt: beijingTime(item['user_receive_time']),
      detail: code,
      closesAddress: !delivered && /空号|号码不存在|not exist|invalid number/i.test(wordOf(item['description']) ?? ''),
    },
  ];
}
