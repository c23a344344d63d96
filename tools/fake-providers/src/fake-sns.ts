import { createSign, randomUUID } from 'node:crypto';
import type { FakeAnswer, FakeCallback } from './fake-protocol.js';
import { FAKE_SNS_CERTIFICATE, FAKE_SNS_KEY } from './fake-sns-certificate.js';

export interface FakeTopic {
  readonly arn: string;
  /** The URL that is subscribed, with its secret in the path. */
  readonly url: string;
}

const CERTIFICATE_PATH = '/SimpleNotificationService-fake.pem';
const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];

/** SNS of one topic: it signs what it posts, has its certificate, and takes confirmations. */
export class FakeSns {
  readonly #host: string;
  readonly #tokens = new Set<string>();
  #confirmed = 0;

  constructor(
    private readonly topic: FakeTopic,
    private readonly version: '1' | '2' = '2',
  ) {
    this.#host = `sns.${topic.arn.split(':')[3] ?? ''}.amazonaws.com`;
  }

  /** Subscriptions that were confirmed. */
  get confirmed(): number {
    return this.#confirmed;
  }

  /** @returns undefined for what is no request of SNS. */
  handle(method: string, target: string): FakeAnswer | undefined {
    if (method !== 'GET') return undefined;
    const { pathname, searchParams } = new URL(target, 'http://sns.invalid');
    if (pathname === CERTIFICATE_PATH) return { status: 200, body: FAKE_SNS_CERTIFICATE };
    if (pathname !== '/' || searchParams.get('Action') !== 'ConfirmSubscription') return { status: 404, body: '' };
    if (searchParams.get('TopicArn') !== this.topic.arn || !this.#tokens.delete(searchParams.get('Token') ?? ''))
      return { status: 400, body: '<ErrorResponse/>' };
    this.#confirmed += 1;
    return { status: 200, headers: { 'content-type': 'text/xml' }, body: '<ConfirmSubscriptionResponse/>' };
  }

  notification(message: unknown, at: number): FakeCallback {
    return this.#posted(NOTIFICATION, 'Notification', { Message: JSON.stringify(message) }, at);
  }

  /** What it posts to whoever is to be subscribed. */
  confirmation(at: number): FakeCallback {
    const token = randomUUID().replaceAll('-', '');
    this.#tokens.add(token);
    const query = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: this.topic.arn, Token: token });
    const fields = {
      Message: `You have chosen to subscribe to the topic ${this.topic.arn}.`,
      SubscribeURL: `https://${this.#host}/?${query.toString()}`,
      Token: token,
    };
    return this.#posted(CONFIRMATION, 'SubscriptionConfirmation', fields, at);
  }

  #posted(names: readonly string[], type: string, more: Readonly<Record<string, string>>, at: number): FakeCallback {
    const fields: Readonly<Record<string, string>> = {
      Type: type,
      MessageId: randomUUID(),
      TopicArn: this.topic.arn,
      Timestamp: new Date(at).toISOString(),
      ...more,
    };
    const signed = names.flatMap((name) => (fields[name] === undefined ? [] : [`${name}\n${fields[name]}\n`]));
    const signer = createSign(this.version === '1' ? 'RSA-SHA1' : 'RSA-SHA256').update(signed.join(''), 'utf8');
    const body = {
      ...fields,
      SignatureVersion: this.version,
      Signature: signer.sign(FAKE_SNS_KEY, 'base64'),
      SigningCertURL: `https://${this.#host}${CERTIFICATE_PATH}`,
    };
    return {
      url: this.topic.url,
      headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': type },
      body: JSON.stringify(body),
    };
  }
}
