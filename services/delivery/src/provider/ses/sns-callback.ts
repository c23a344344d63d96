import type { Callback, CallbackAnswer, CallbackReading } from '../callback.js';
import { bearsSecret, isSame, jsonObjects } from '../callback-secret.js';
import { sesEvidence } from './ses-event.js';
import { isSignedBy, readSnsMessage, type SnsMessage } from './sns-message.js';
import type { SnsServer } from './sns-server.client.js';

export interface SnsTopic {
  readonly arn: string;
  /** Last part of the URL that is subscribed: anybody may subscribe a URL to a topic of his own. */
  readonly secret: string;
}

type Server = Pick<SnsServer, 'certificate' | 'confirm'>;

function answer(status: number, body: string): CallbackAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}

const refused = (status: number, reason: string): CallbackReading => ({
  kind: 'refused',
  reason,
  answer: answer(status, reason),
});

/**
 * Events of SES as SNS posts them: by the secret of the URL, our topic, and the signature over what the body says, in
 * this order, so that a certificate is fetched only for whoever knows the secret. Repeats and old ones do no harm: a
 * report counts once.
 */
export async function readSns(callback: Callback, topic: SnsTopic, server: Server): Promise<CallbackReading> {
  if (callback.method !== 'POST') return refused(405, 'a callback is a POST');
  if (!bearsSecret(callback.url, topic.secret)) return refused(403, 'the URL does not bear the secret');
  const [fields, ...more] = jsonObjects(callback.body) ?? [];
  const message = fields && more.length === 0 ? readSnsMessage(fields) : undefined;
  if (!message) return refused(400, 'the body is no message of SNS (raw delivery must be off)');
  if (!isSame(message.topicArn, topic.arn)) return refused(403, 'the topic is another one');
  const pem = await server.certificate(message.signingCertUrl);
  if (pem === 'foreign') return refused(403, 'the certificate is not one of SNS in the region of the topic');
  if (pem === undefined) return refused(503, 'the certificate of SNS cannot be fetched');
  if (!isSignedBy(pem, message, callback.receivedAt)) return refused(403, 'the signature is not that of the message');
  return await believed(message, server);
}

async function believed({ type, message, subscribeUrl }: SnsMessage, server: Server): Promise<CallbackReading> {
  if (type === 'SubscriptionConfirmation') {
    const confirmed = await server.confirm(subscribeUrl);
    if (confirmed === 'foreign') return refused(403, 'the subscription is confirmed elsewhere than at SNS');
    // SNS sends it again.
    return confirmed
      ? { kind: 'taken', reports: [], answer: answer(200, 'confirmed') }
      : refused(503, 'SNS does not answer the confirmation');
  }
  if (type === 'UnsubscribeConfirmation') return refused(200, 'the subscription was ended: nothing is reported now');
  const [event] = jsonObjects(Buffer.from(message, 'utf8')) ?? [];
  // SES says once in words that it may publish to the topic.
  return { kind: 'taken', reports: event ? sesEvidence(event) : [], answer: answer(200, 'OK') };
}
