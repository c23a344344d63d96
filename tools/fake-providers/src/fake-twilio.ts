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

export interface FakeTwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  readonly senders: readonly string[];
  /** Where replies go; states go to the StatusCallback of each message. */
  readonly replyUrl?: string | undefined;
}

/** Numbers that Twilio itself keeps for tests, and what it says of them. */
const MAGIC: Readonly<Record<string, number>> = {
  '+15005550001': 21211,
  '+15005550002': 21612,
  '+15005550003': 21408,
  '+15005550004': 21610,
  '+15005550009': 21614,
};

/** Twilio Messages 2010-04-01, with Basic login. */
export class FakeTwilio implements FakeProtocol {
  readonly channel = 'SMS';

  constructor(
    readonly name: string,
    private readonly account: FakeTwilioAccount,
  ) {}

  handle({ method, target, headers, body, receivedAt: takenAt }: FakeRequest): Handled {
    const { accountSid, authToken, senders } = this.account;
    const login = Buffer.from(`${accountSid}:${authToken}`, 'utf8').toString('base64');
    if (headers['authorization'] !== `Basic ${login}`) return { answer: failed(401, 20003) };
    if (method !== 'POST' || target !== `/2010-04-01/Accounts/${accountSid}/Messages.json`)
      return { answer: failed(404, 20404) };
    if (!/^application\/x-www-form-urlencoded\b/.test(headers['content-type'] ?? ''))
      return { answer: failed(400, 21620) };
    const form = new URLSearchParams(body);
    const to = form.get('To') ?? '';
    if (!/^\+[1-9]\d{6,14}$/.test(to)) return { answer: failed(400, 21211) };
    const magic = MAGIC[to];
    if (magic !== undefined) return { answer: failed(400, magic) };
    if (!senders.includes(form.get('From') ?? form.get('MessagingServiceSid') ?? ''))
      return { answer: failed(400, 21606) };
    const text = form.get('Body') ?? '';
    if (text === '') return { answer: failed(400, 21602) };
    if (text.length > 1_600) return { answer: failed(400, 21617) };
    const callbackUrl = form.get('StatusCallback') ?? undefined;
    const key =
      (callbackUrl !== undefined && URL.canParse(callbackUrl) && new URL(callbackUrl).searchParams.get('key')) || '';
    const id = `SM${randomBytes(16).toString('hex')}`;
    return {
      answer: json(201, { sid: id, status: 'queued', error_code: null, error_message: null, to, body: text }),
      message: { id, channel: 'SMS', to, text, key, callbackUrl, takenAt },
    };
  }

  throttled(retryAfterMs: number | undefined): FakeAnswer {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(retryAfterMs / 1_000));
    return { ...failed(429, 20429), headers };
  }

  refused(code: string): FakeAnswer {
    return failed(400, Number(code));
  }

  receipt(message: TakenMessage, ending: Ending): FakeCallback | undefined {
    const [status, code] = {
      delivered: ['delivered', ''],
      failed: ['undelivered', '30003'],
      no_such_number: ['undelivered', '30005'],
    }[ending] as [string, string];
    const fields = this.#fields(message.id);
    return message.callbackUrl === undefined
      ? undefined
      : this.#signed(message.callbackUrl, {
          ...fields,
          MessageStatus: status,
          To: message.to,
          From: this.account.senders[0] ?? '',
          ...(code !== '' && { ErrorCode: code }),
        });
  }

  reply(message: TakenMessage, text: string): FakeCallback | undefined {
    const { replyUrl, senders } = this.account;
    if (replyUrl === undefined) return undefined;
    const fields = this.#fields(`SM${randomBytes(16).toString('hex')}`);
    return this.#signed(replyUrl, { ...fields, From: message.to, To: senders[0] ?? '', Body: text });
  }

  #fields(sid: string): Record<string, string> {
    return { MessageSid: sid, SmsSid: sid, AccountSid: this.account.accountSid, ApiVersion: '2010-04-01' };
  }

  /** X-Twilio-Signature: HMAC-SHA1 over the URL and each field with its value, sorted. */
  #signed(url: string, fields: Readonly<Record<string, string>>): FakeCallback {
    return {
      url,
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'x-twilio-signature': twilioSignature(url, fields, this.account.authToken),
      },
      body: new URLSearchParams(fields).toString(),
    };
  }
}

export function twilioSignature(url: string, fields: Readonly<Record<string, string>>, authToken: string): string {
  const text = Object.keys(fields)
    .toSorted()
    .map((name) => `${name}${fields[name]}`)
    .join('');
  return createHmac('sha1', authToken).update(`${url}${text}`, 'utf8').digest('base64');
}

function failed(status: number, code: number): FakeAnswer {
  return json(status, {
    code,
    message: `error ${code}`,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  });
}
