import { bearsSecret, beijingTime, fromNational, jsonObjects } from '../callback-secret.js';
import type { Callback, CallbackAnswer, CallbackReading, ReportedEvidence } from '../callback.js';
import { wordOf } from '../http-answer.js';
import { replyEvidence } from '../sms-reply.js';

/** Receipts that say that there is no such number. */
const NO_SUCH_NUMBER = new Set(['INVALID_NUMBER', 'MOBILE_NOT_EXIST', 'EMPTY_NUMBER', 'NUMBER_NOT_EXIST']);
/** Receipts of numbers whose owner wants nothing. */
const UNWANTED = new Set(['MOBILE_IN_BLACK', 'IN_BLACKLIST', 'USER_UNSUBSCRIBE']);

function answer(status: number, code: number, msg: string): CallbackAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify({ code, msg }) };
}

/**
 * Receipts (SmsReport) and replies (SmsUp): an array without a signature, protected by the secret in the URL. Whatever
 * is not answered with 200 comes again three times.
 */
export function readAliyunCallback(callback: Callback, secret: string): CallbackReading {
  const refused = (status: number, reason: string): CallbackReading => ({
    kind: 'refused',
    reason,
    answer: answer(status, status, reason),
  });
  if (callback.method !== 'POST') return refused(405, 'a callback is a POST');
  if (!bearsSecret(callback.url, secret)) return refused(403, 'the URL does not bear the secret');
  const items = jsonObjects(callback.body);
  if (!items) return refused(400, 'the body is no JSON array of objects');
  return { kind: 'taken', reports: items.flatMap(reportOf), answer: answer(200, 0, 'OK') };
}

function reportOf(item: Readonly<Record<string, unknown>>): ReportedEvidence[] {
  const from = wordOf(item['phone_number']);
  const content = item['content'];
  if (typeof content === 'string' && from !== undefined) {
    const reportId = `up ${textOf(item['sequence_id'])} ${textOf(item['send_time'])}`;
    const reply = { reportId, from: fromNational(from), text: content };
    return [replyEvidence(reply, beijingTime(item['send_time']))];
  }
  const bizId = wordOf(item['biz_id']);
  const outId = wordOf(item['out_id']);
  if ((bizId === undefined && outId === undefined) || typeof item['success'] !== 'boolean') return [];
  const code = wordOf(item['err_code']) ?? '';
  const unwanted = UNWANTED.has(code);
  return [
    {
      reportId: `${bizId ?? outId} ${item['success']} ${code}`,
      // Our own key finds the message though its call was never answered.
      message: outId === undefined ? { providerMessageId: bizId ?? '' } : { idempotencyKey: outId },
      evidence: item['success'] ? 'delivered' : unwanted ? 'complained' : 'bounced',
      happenedAt: beijingTime(item['report_time']),
      detail: code,
      closesAddress: !item['success'] && (unwanted || NO_SUCH_NUMBER.has(code)),
    },
  ];
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 64) : '';
}
