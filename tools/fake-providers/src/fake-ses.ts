import { randomBytes } from 'node:crypto';
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
import { FakeSns, type FakeTopic } from './fake-sns.js';
import { readMime } from './read-mime.js';
import { sigV4Fault, type SigV4Account } from './sigv4.js';

export interface FakeSesAccount extends SigV4Account {
  /** Addresses and domains that may send. */
  readonly senders: readonly string[];
  readonly configurationSets: readonly string[];
  readonly topic: FakeTopic;
}

const SEND = '/v2/email/outbound-emails';
const MOST_TAG = 256;
/** Errors that are no 400. */
const STATUS: Readonly<Record<string, number>> = {
  TooManyRequestsException: 429,
  NotFoundException: 404,
  InternalServiceErrorException: 500,
  AccessDeniedException: 403,
  InvalidSignatureException: 403,
  UnrecognizedClientException: 403,
  IncompleteSignatureException: 403,
};

interface SendEmail {
  readonly Destination?: { readonly ToAddresses?: readonly string[] };
  readonly Content?: { readonly Raw?: { readonly Data?: string } };
  readonly EmailTags?: readonly { readonly Name: string; readonly Value: string }[];
  readonly ConfigurationSetName?: string;
}

interface Kept {
  readonly tags: Readonly<Record<string, readonly string[]>>;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** Amazon SES v2, SendEmail with raw content, and the SNS topic to which it publishes what becomes of mails. */
export class FakeSes implements FakeProtocol {
  readonly channel = 'EMAIL';
  readonly sns: FakeSns;
  readonly #kept = new Map<string, Kept>();

  constructor(
    readonly name: string,
    private readonly account: FakeSesAccount,
    version: '1' | '2' = '2',
  ) {
    this.sns = new FakeSns(account.topic, version);
  }

  handle(request: FakeRequest): Handled {
    const ofSns = this.sns.handle(request.method, request.target);
    if (ofSns) return { answer: ofSns };
    const fault = sigV4Fault(request, 'ses', this.account);
    if (fault !== undefined) return { answer: this.refused(fault) };
    if (request.method !== 'POST' || request.target !== SEND) return { answer: json(404, {}) };
    return this.#send(JSON.parse(request.body) as SendEmail, request.receivedAt);
  }

  throttled(retryAfterMs: number | undefined): FakeAnswer {
    const more: Record<string, string> = {};
    if (retryAfterMs !== undefined) more['retry-after'] = String(Math.ceil(retryAfterMs / 1_000));
    return failed('TooManyRequestsException', 'Maximum sending rate exceeded.', more);
  }

  refused(code: string): FakeAnswer {
    return failed(code, code);
  }

  receipt(message: TakenMessage, ending: Ending, at: number): FakeCallback {
    const timestamp = new Date(at).toISOString();
    const bounce = (bounceType: string, bounceSubType: string, status: string): object => ({
      eventType: 'Bounce',
      bounce: {
        bounceType,
        bounceSubType,
        bouncedRecipients: [{ emailAddress: message.to, action: 'failed', status, diagnosticCode: `smtp; ${status}` }],
        timestamp,
        feedbackId: message.id,
      },
    });
    const event = {
      delivered: { eventType: 'Delivery', delivery: { timestamp, recipients: [message.to] } },
      failed: bounce('Transient', 'MailboxFull', '4.2.2'),
      no_such_number: bounce('Permanent', 'General', '5.1.1'),
    }[ending];
    const { tags = {}, headers = [] } = this.#kept.get(message.id) ?? {};
    const mail = {
      timestamp: new Date(message.takenAt).toISOString(),
      messageId: message.id,
      destination: [message.to],
      headersTruncated: false,
      headers,
      tags,
    };
    return this.sns.notification({ ...event, mail }, at);
  }

  /** Nobody answers a mail over SES. */
  reply(): undefined {
    return undefined;
  }

  #send(input: SendEmail, takenAt: number): Handled {
    const tags = input.EmailTags ?? [];
    const to = input.Destination?.ToAddresses ?? [];
    const refused = (name: string, words: string): Handled => ({ answer: failed(name, words) });
    for (const { Name: name, Value: value } of tags)
      if (![name, value].every((text) => /^[A-Za-z0-9_-]+$/.test(text) && text.length <= MOST_TAG))
        return refused('BadRequestException', `Invalid tag: ${name}`);
    if (to.length === 0 || to.some((address) => !/^[\x21-\x7e]+@[a-z0-9.-]+$/i.test(address)))
      return refused('BadRequestException', 'Illegal address');
    const set = input.ConfigurationSetName;
    if (set !== undefined && !this.account.configurationSets.includes(set))
      return refused('NotFoundException', `Configuration set <${set}> does not exist.`);
    const { headers, subject, text } = readMime(Buffer.from(input.Content?.Raw?.Data ?? '', 'base64'));
    const [, from = ''] = /([^\s<>]+@[^\s<>]+)/.exec(headers['from'] ?? '') ?? [];
    const { senders } = this.account;
    if (!senders.includes(from) && !senders.includes(from.slice(from.indexOf('@') + 1)))
      return refused('MessageRejected', `Email address is not verified. The following identities failed: ${from}`);
    const id = `0107${randomBytes(6).toString('hex')}-${randomBytes(4).toString('hex')}-000000`;
    this.#kept.set(id, {
      tags: Object.fromEntries(tags.map(({ Name: name, Value: value }) => [name, [value]])),
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    });
    const key = headers['perennial-key'] ?? '';
    const shown = `${subject}\n\n${text}`;
    return {
      answer: json(200, { MessageId: id }),
      message: { id, channel: 'EMAIL', to: to.join(', '), text: shown, key, callbackUrl: undefined, takenAt },
    };
  }
}

function failed(name: string, words: string, more: Readonly<Record<string, string>> = {}): FakeAnswer {
  return json(STATUS[name] ?? 400, { message: words }, { 'x-amzn-errortype': name, ...more });
}
