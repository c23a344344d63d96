import { createVerify, X509Certificate } from 'node:crypto';

export const SNS_TYPES = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const;
export type SnsType = (typeof SNS_TYPES)[number];

/** What SNS posts, as it is read before anything of it is believed. */
export interface SnsMessage {
  readonly type: SnsType;
  readonly topicArn: string;
  readonly message: string;
  readonly signingCertUrl: string;
  readonly subscribeUrl: string;
  /** What was signed, in the order of SNS. */
  readonly signed: string;
  readonly algorithm: 'RSA-SHA1' | 'RSA-SHA256';
  readonly signature: string;
}

const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
const ALGORITHMS: Readonly<Record<string, SnsMessage['algorithm']>> = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' };

/** @returns undefined for what is no message of SNS. */
export function readSnsMessage(fields: Readonly<Record<string, unknown>>): SnsMessage | undefined {
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const type = SNS_TYPES.find((known) => known === fields['Type']);
  const algorithm = ALGORITHMS[text('SignatureVersion')];
  if (!type || !algorithm) return undefined;
  const names = type === 'Notification' ? NOTIFICATION : CONFIRMATION;
  // A field that is there and no text would be signed as one thing and read as another.
  if (names.some((name) => fields[name] !== undefined && typeof fields[name] !== 'string')) return undefined;
  return {
    type,
    topicArn: text('TopicArn'),
    message: text('Message'),
    signingCertUrl: text('SigningCertURL'),
    subscribeUrl: text('SubscribeURL'),
    signed: names
      .filter((name) => fields[name] !== undefined)
      .map((name) => `${name}\n${text(name)}\n`)
      .join(''),
    algorithm,
    signature: text('Signature'),
  };
}

/** Whether a certificate signed it, and was valid when it came. @param pem as SNS has it. @param now wall clock, ms. */
export function isSignedBy(pem: string, { signed, algorithm, signature }: SnsMessage, now: number): boolean {
  try {
    const certificate = new X509Certificate(pem);
    if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo)) return false;
    return createVerify(algorithm).update(signed, 'utf8').verify(certificate.publicKey, signature, 'base64');
  } catch {
    // What is no certificate, or has no key of RSA, signed nothing.
    return false;
  }
}
