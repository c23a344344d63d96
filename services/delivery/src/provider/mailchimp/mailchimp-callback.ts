import { createHash } from 'node:crypto';
import { instant, type Instant } from '@perennial/kernel/instant';
import type { Callback, CallbackAnswer, CallbackReading, ReportedEvidence } from '../callback.js';
import { isSame } from '../callback-secret.js';
import { parseJson, wordOf } from '../http-answer.js';
import { SETUP_KEY, signMailchimp } from './mailchimp-signature.js';

/** Of the metadata: where our key stands. */
export const KEY_FIELD = 'perennial_key';

type Fields = Readonly<Record<string, unknown>>;

const EVIDENCE: Readonly<Record<string, ReportedEvidence['evidence']>> = {
  delivered: 'delivered',
  hard_bounce: 'bounced',
  soft_bounce: 'bounced',
  reject: 'bounced',
  spam: 'complained',
  unsub: 'complained',
  open: 'opened',
  click: 'clicked',
};
/** Nothing more arrives there, or is wanted there. A reject is about the list that such an address stands on. */
const CLOSES = new Set(['hard_bounce', 'spam', 'unsub']);

function answer(status: number, body: string): CallbackAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}

const refused = (status: number, reason: string): CallbackReading => ({
  kind: 'refused',
  reason,
  answer: answer(status, reason),
});
const taken = (reports: readonly ReportedEvidence[]): CallbackReading => ({
  kind: 'taken',
  reports,
  answer: answer(200, 'OK'),
});

/**
 * Events of Mailchimp Transactional: a form of one field, signed over the URL as it is set there. Before a webhook is
 * set up the URL is asked with HEAD, and posted no events under a key that everybody knows.
 */
export function readMailchimpCallback({ method, url, headers, body }: Callback, webhookKey: string): CallbackReading {
  if (method === 'HEAD') return taken([]);
  if (method !== 'POST') return refused(405, 'a callback is a POST');
  if (!/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? ''))
    return refused(415, 'a callback is a form');
  const form = new URLSearchParams(Buffer.from(body).toString('utf8'));
  const signature = headers['x-mandrill-signature'] ?? '';
  const events = parseJson(form.get('mandrill_events') ?? '');
  if (!isSame(signature, signMailchimp(url, form, webhookKey))) {
    const setUp = Array.isArray(events) && events.length === 0;
    return setUp && isSame(signature, signMailchimp(url, form, SETUP_KEY))
      ? taken([])
      : refused(403, 'X-Mandrill-Signature is not that of the URL and the form');
  }
  if (!Array.isArray(events)) return refused(400, 'mandrill_events is no JSON array');
  return taken((events as unknown[]).flatMap((event) => reportOf(fields(event))));
}

function reportOf(event: Fields): ReportedEvidence[] {
  const type = wordOf(event['event']) ?? '';
  const msg = fields(event['msg']);
  const id = wordOf(event['_id']) ?? wordOf(msg['_id']);
  const evidence = EVIDENCE[type];
  if (id === undefined || evidence === undefined) return [];
  const userAgent = wordOf(event['user_agent']);
  const agent = userAgent === undefined ? [] : [createHash('sha256').update(userAgent).digest('hex').slice(0, 16)];
  const key = wordOf(fields(msg['metadata'])[KEY_FIELD]);
  const code = wordOf(msg['bounce_description']) ?? '';
  return [
    {
      // Opening twice with one program says no more than once.
      reportId: [id, type, ...(type === 'open' || type === 'click' ? agent : [])].join(' '),
      message: key === undefined ? { providerMessageId: id } : { idempotencyKey: key },
      evidence,
      happenedAt: at(event['ts']),
      ...(userAgent !== undefined && { userAgent }),
      detail: /^[a-z_]{1,60}$/.test(code) ? `${type} ${code}` : type,
      closesAddress: CLOSES.has(type),
    },
  ];
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** Seconds since 1970. */
function at(value: unknown): Instant | null {
  const seconds = typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN;
  return Math.abs(seconds) < 8.64e12 ? instant(Math.trunc(seconds) * 1_000) : null;
}
