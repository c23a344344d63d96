import { createHmac, randomBytes } from 'node:crypto';
import {
  json,
  type Ending,
  type FakeAnswer,
  type FakeCallback,
  type FakeProtocol,
  type FakeRequest,
  type Handled,
  type TakenMessage,
} from './fake-protocol.js';

export interface FakeMailchimpAccount {
  readonly apiKey: string;
  readonly webhookKey: string;
  /** Domains that may send. */
  readonly domains: readonly string[];
  readonly callbackUrl: string;
}

interface Send {
  readonly key?: string;
  readonly message?: {
    readonly subject?: string;
    readonly text?: string;
    readonly from_email?: string;
    readonly to?: readonly { readonly email?: string }[];
    readonly metadata?: Readonly<Record<string, unknown>>;
  };
}

/** Addresses that Mailchimp itself keeps for tests, and what becomes of them. */
const TEST_ADDRESS = /^([a-z_]+)(?:\+[^@]*)?@test\.mandrillapp\.com$/;
const REJECTED = ['hard-bounce', 'soft-bounce', 'spam', 'unsub', 'custom', 'rule', 'invalid-sender'];
/** Names of errors and the status that they come with; the rest comes with 500. */
const STATUS: Readonly<Record<string, number>> = { Invalid_Key: 401, PaymentRequired: 402, TooManyRequests: 429 };

/** Mailchimp Transactional (Mandrill) 1.3: messages/send.json, and webhooks signed over URL and form. */
export class FakeMailchimp implements FakeProtocol {
  readonly channel = 'EMAIL';
  readonly #metadata = new Map<string, Readonly<Record<string, unknown>>>();

  constructor(
    readonly name: string,
    private readonly account: FakeMailchimpAccount,
  ) {}

  handle({ method, target, body, receivedAt: takenAt }: FakeRequest): Handled {
    if (method !== 'POST' || !/^\/api\/1\.[03]\/messages\/send(\.json)?$/.test(target))
      return { answer: json(404, { status: 'error', code: -1, name: 'Unknown_Method', message: 'no such method' }) };
    const { key, message = {} } = JSON.parse(body) as Send;
    if (key !== this.account.apiKey) return { answer: this.refused('Invalid_Key') };
    const [{ email = '' } = {}] = message.to ?? [];
    const { subject = '', text = '', metadata = {}, from_email: from = '' } = message;
    if (email === '' || from === '') return { answer: this.refused('ValidationError') };
    const id = randomBytes(16).toString('hex');
    const answered = (status: string, reason: string | null): FakeAnswer =>
      json(200, [{ email, status, reject_reason: reason, queued_reason: null, _id: id }]);
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return { answer: answered('invalid', null) };
    if (!this.account.domains.includes(from.slice(from.indexOf('@') + 1)))
      return { answer: answered('rejected', 'unsigned') };
    const [, wanted = ''] = TEST_ADDRESS.exec(email) ?? [];
    const reason = REJECTED.find((one) => one === wanted.replaceAll('_', '-'));
    if (reason !== undefined) return { answer: answered('rejected', reason) };
    this.#metadata.set(id, metadata);
    return {
      answer: answered('sent', null),
      message: {
        id,
        channel: 'EMAIL',
        to: email,
        text: `${subject}\n\n${text}`.trim(),
        key: typeof metadata['perennial_key'] === 'string' ? metadata['perennial_key'] : '',
        callbackUrl: this.account.callbackUrl,
        takenAt,
      },
    };
  }

  throttled(retryAfterMs: number | undefined): FakeAnswer {
    const answer = this.refused('TooManyRequests');
    const seconds = Math.ceil((retryAfterMs ?? 0) / 1_000);
    return retryAfterMs === undefined
      ? answer
      : { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } };
  }

  refused(code: string): FakeAnswer {
    return json(STATUS[code] ?? 500, { status: 'error', code: -1, name: code, message: code });
  }

  receipt(message: TakenMessage, ending: Ending, at: number): FakeCallback {
    const ended = {
      delivered: { event: 'delivered' },
      failed: { event: 'soft_bounce', bounce_description: 'mailbox_full', diag: 'smtp;452 4.2.2' },
      no_such_number: { event: 'hard_bounce', bounce_description: 'bad_mailbox', diag: 'smtp;550 5.1.1' },
    }[ending];
    const { event, ...bounce } = ended;
    const msg = {
      ts: Math.trunc(message.takenAt / 1_000),
      _id: message.id,
      state: event === 'delivered' ? 'sent' : 'bounced',
      email: message.to,
      metadata: this.#metadata.get(message.id) ?? {},
      ...bounce,
    };
    return this.webhook([{ event, _id: message.id, ts: Math.trunc(at / 1_000), msg }]);
  }

  /** Answers to mails go to whoever is named in Reply-To. */
  reply(): undefined {
    return undefined;
  }

  /** @param key undefined: that of the webhook. */
  webhook(events: readonly object[], key = this.account.webhookKey): FakeCallback {
    const fields = { mandrill_events: JSON.stringify(events) };
    const url = this.account.callbackUrl;
    return {
      url,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'Mandrill-Webhook/1.0',
        'x-mandrill-signature': mandrillSignature(url, fields, key),
      },
      body: new URLSearchParams(fields).toString(),
    };
  }
}

/** base64 HMAC-SHA1 over the URL and each field with its value, by name. */
export function mandrillSignature(url: string, fields: Readonly<Record<string, string>>, key: string): string {
  const text = Object.keys(fields)
    .toSorted()
    .reduce((all, name) => all + name + (fields[name] ?? ''), url);
  return createHmac('sha1', key).update(text, 'utf8').digest('base64');
}
