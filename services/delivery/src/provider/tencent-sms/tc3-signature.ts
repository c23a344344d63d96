import { createHash, createHmac } from 'node:crypto';

/** A JSON call of Tencent Cloud API 3.0. */
export interface Tc3Request {
  readonly host: string;
  readonly service: string;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly contentType: string;
  /** The very text that goes out. */
  readonly body: string;
}

export interface Tc3Credentials {
  readonly secretId: string;
  readonly secretKey: string;
}

const ALGORITHM = 'TC3-HMAC-SHA256';
const SIGNED = 'content-type;host';

/** The Authorization header of a call, by TC3-HMAC-SHA256. */
export function signTc3(request: Tc3Request, { secretId, secretKey }: Tc3Credentials): string {
  const { host, service, timestamp, contentType, body } = request;
  const canonical = `POST\n/\n\ncontent-type:${contentType}\nhost:${host}\n\n${SIGNED}\n${sha256(body)}`;
  const date = new Date(timestamp * 1_000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const toSign = `${ALGORITHM}\n${timestamp}\n${scope}\n${sha256(canonical)}`;
  const key = [date, service, 'tc3_request'].reduce<Buffer>(hmac, Buffer.from(`TC3${secretKey}`, 'utf8'));
  const signature = hmac(key, toSign).toString('hex');
  return `${ALGORITHM} Credential=${secretId}/${scope}, SignedHeaders=${SIGNED}, Signature=${signature}`;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
