import { createHash, createHmac } from 'node:crypto';
import type { FakeRequest } from './fake-protocol.js';

export interface SigV4Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

const FRESH_MS = 5 * 60_000;
const CREDENTIAL =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;

/** Why Amazon would refuse a signature (AWS Signature Version 4); undefined for one that is right. */
export function sigV4Fault(request: FakeRequest, service: string, account: SigV4Account): string | undefined {
  const { method, target, headers, body, receivedAt } = request;
  const found = CREDENTIAL.exec(headers['authorization'] ?? '');
  if (!found) return 'IncompleteSignatureException';
  const [, keyId, day = '', region = '', named = '', signed = '', signature] = found;
  if (keyId !== account.accessKeyId) return 'UnrecognizedClientException';
  if (region !== account.region || named !== service) return 'InvalidSignatureException';
  const stamp = headers['x-amz-date'] ?? '';
  const [, year, month, date, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp)?.map(Number) ?? [];
  const at = Date.UTC(year ?? Number.NaN, (month ?? 0) - 1, date, hour, minute, second);
  if (!stamp.startsWith(day) || !(Math.abs(receivedAt - at) <= FRESH_MS)) return 'InvalidSignatureException';
  const names = signed.split(';');
  const wanted = Object.keys(headers).filter((name) => name === 'host' || name.startsWith('x-amz-'));
  if (wanted.some((name) => !names.includes(name))) return 'InvalidSignatureException';
  const [path = '', query = ''] = target.split('?');
  const canonical = [
    method,
    path,
    query.split('&').toSorted().join('&'),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}`),
    '',
    signed,
    createHash('sha256').update(body, 'utf8').digest('hex'),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const hash = createHash('sha256').update(canonical, 'utf8').digest('hex');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    Buffer.from(`AWS4${account.secretAccessKey}`, 'utf8'),
  );
  const expected = createHmac('sha256', key).update(`AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${hash}`).digest('hex');
  return signature === expected ? undefined : 'InvalidSignatureException';
}
