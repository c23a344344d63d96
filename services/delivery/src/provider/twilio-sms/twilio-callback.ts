import type { Callback, CallbackAnswer, CallbackReading, ReportedEvidence } from '../callback.js';
import { replyEvidence } from '../sms-reply.js';
import { isSignedByTwilio } from './twilio-signature.js';

/** Unknown handset, landline: nothing will ever arrive there. */
const NO_SUCH_HANDSET = new Set(['30005', '30006', '21211', '21614']);
/** Its owner answered STOP. */
const STOPPED = '21610';
const EVIDENCE: Readonly<Record<string, ReportedEvidence['evidence']>> = {
  delivered: 'delivered',
  read: 'opened',
  undelivered: 'bounced',
  failed: 'bounced',
};
const SID = /^[A-Z]{2}[0-9a-f]{32}$/;

function answer(status: number): CallbackAnswer {
  // TwiML that answers a reply with nothing.
  return { status, contentType: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' };
}

/** States of a message, and replies. Signed over the URL, in whose query our key is, and the form. */
export function readTwilioCallback(callback: Callback, authToken: string): CallbackReading {
  const { method, url, headers, body } = callback;
  const refused = (status: number, reason: string): CallbackReading => ({
    kind: 'refused',
    reason,
    answer: answer(status),
  });
  if (method !== 'POST') return refused(405, 'a callback is a POST');
  const contentType = headers['content-type'] ?? '';
  const signature = headers['x-twilio-signature'] ?? '';
  if (!isSignedByTwilio({ url, body, contentType }, signature, authToken))
    return refused(403, 'X-Twilio-Signature is not that of the URL and the form');
  const form = new URLSearchParams(Buffer.from(body).toString('utf8'));
  return { kind: 'taken', reports: reportOf(form, url), answer: answer(200) };
}

function reportOf(form: URLSearchParams, url: string): ReportedEvidence[] {
  const sid = form.get('MessageSid') ?? form.get('SmsSid') ?? '';
  if (!SID.test(sid)) return [];
  const status = form.get('MessageStatus');
  if (status === null) {
    const from = form.get('From');
    const text = form.get('OptOutType') === 'STOP' ? 'STOP' : form.get('Body');
    return from === null || text === null ? [] : [replyEvidence({ reportId: `in ${sid}`, from, text }, null)];
  }
  const evidence = EVIDENCE[status];
  if (evidence === undefined) return [];
  const code = form.get('ErrorCode') ?? '';
  const key = new URL(url).searchParams.get('key');
  return [
    {
      reportId: `${sid} ${status}`,
      message: key === null || key === '' ? { providerMessageId: sid } : { idempotencyKey: key },
      evidence: code === STOPPED ? 'complained' : evidence,
      happenedAt: null,
      detail: code === '' ? status : `${status} ${code}`.slice(0, 60),
      closesAddress: evidence === 'bounced' && (code === STOPPED || NO_SUCH_HANDSET.has(code)),
    },
  ];
}
