import { createHash, createHmac } from 'node:crypto';

/** A call of an RPC-style API of Aliyun: all parameters stand in the query, the body is empty. */
export interface Acs3Request {
  readonly host: string;
  readonly action: string;
  readonly version: string;
  /** UTC, to the second: 2026-11-30T10:58:23Z. */
  readonly date: string;
  readonly nonce: string;
  readonly query: Readonly<Record<string, string>>;
  /** Further headers of the name x-acs-…: they are signed as well. */
  readonly extra?: Readonly<Record<string, string>>;
}

export interface Acs3Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';
const NO_BODY = createHash('sha256').update('').digest('hex');

/** Aliyun's percent-encoding (RFC 3986): encodeURIComponent leaves five signs that it wants encoded. */
export function encodeAcs3(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Parameters by name, encoded: what is signed, and what goes out. */
export function acs3Query(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encodeAcs3(name)}=${encodeAcs3(value)}`)
    .join('&');
}

/** The headers of a call, signed with ACS3-HMAC-SHA256. */
export function signAcs3(request: Acs3Request, credentials: Acs3Credentials): Record<string, string> {
  const { host, action, version, date, nonce, query, extra } = request;
  const headers: Record<string, string> = {
    host,
    'x-acs-action': action,
    'x-acs-version': version,
    'x-acs-date': date,
    'x-acs-signature-nonce': nonce,
    'x-acs-content-sha256': NO_BODY,
    ...extra,
  };
  const names = Object.keys(headers).toSorted();
  const signed = names.join(';');
  const lines = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
  const canonical = `POST\n/\n${acs3Query(query)}\n${lines}\n${signed}\n${NO_BODY}`;
  const toSign = `${ALGORITHM}\n${createHash('sha256').update(canonical).digest('hex')}`;
  const signature = createHmac('sha256', credentials.accessKeySecret).update(toSign).digest('hex');
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${credentials.accessKeyId},SignedHeaders=${signed},Signature=${signature}`,
  };
}
