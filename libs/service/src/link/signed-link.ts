import { createHmac, timingSafeEqual } from 'node:crypto';
import { instant, type Instant } from '@perennial/kernel/instant';
import { err, ok, type Result } from '@perennial/kernel/result';

/** A key of LINK_SIGNING_KEYS: the first one signs, all of them verify. */
export interface LinkKey {
  readonly id: string;
  readonly key: Buffer;
}

/** What a link may be used for; one made for another purpose is refused. */
export type LinkPurpose = 'pay' | 'unsubscribe' | 'tasks' | 'answer' | 'message' | 'picture';

export interface Link {
  readonly purpose: LinkPurpose;
  /** Ids or a hash, never personal data: a link travels through mail servers and logs. At most 255 bytes of UTF-8. */
  readonly subject: string;
  readonly expiresAt: Instant;
}

export type LinkFault = 'malformed' | 'unknown_key' | 'altered' | 'wrong_purpose' | 'expired';

const VERSION = 1;
/** Numbers on the wire; never reuse one. */
const PURPOSES: Readonly<Record<LinkPurpose, number>> = {
  pay: 1,
  unsubscribe: 2,
  answer: 3,
  tasks: 4,
  message: 5,
  picture: 6,
};
const MAC_BYTES = 16;
/** version, purpose, expiry (48 bits of epoch ms), length of the key id, length of the subject. */
const HEAD_BYTES = 10;
const MAX_TOKEN = 800;

/**
 * A token for a URL (base64url without padding): version, purpose, expiry, key id, subject, truncated HMAC-SHA256
 * (invariants.md, Security: purpose- and expiry-bound). The same link gives the same token.
 * @throws RangeError without keys, for a subject of 0 or more than 255 bytes, for an expiry before 1970.
 */
export function signLink(keys: readonly LinkKey[], { purpose, subject, expiresAt }: Link): string {
  const [signer] = keys;
  if (!signer) throw new RangeError('a link needs a key to be signed with');
  const subjectBytes = Buffer.from(subject, 'utf8');
  if (subjectBytes.length === 0 || subjectBytes.length > 255)
    throw new RangeError(`the subject of a link has 1 to 255 bytes, not ${subjectBytes.length}`);
  const keyId = Buffer.from(signer.id, 'utf8');
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(VERSION, 0);
  head.writeUInt8(PURPOSES[purpose], 1);
  head.writeUIntBE(expiresAt, 2, 6);
  head.writeUInt8(keyId.length, 8);
  head.writeUInt8(subjectBytes.length, 9);
  const body = Buffer.concat([head, keyId, subjectBytes]);
  return Buffer.concat([body, mac(signer, body)]).toString('base64url');
}

/**
 * Reads a token made by `signLink`; it is expired from `expiresAt` on. A purpose or expiry is believed only behind a
 * good signature.
 */
export function readLink(
  keys: readonly LinkKey[],
  purpose: LinkPurpose,
  token: string,
  now: Instant,
): Result<{ readonly subject: string; readonly expiresAt: Instant }, LinkFault> {
  const parts = split(token);
  if (!parts) return err('malformed');
  const key = keys.find(({ id }) => id === parts.keyId);
  if (!key) return err('unknown_key');
  if (!timingSafeEqual(mac(key, parts.body), parts.mac)) return err('altered');
  if (parts.body.readUInt8(1) !== PURPOSES[purpose]) return err('wrong_purpose');
  const expiresAt = instant(parts.body.readUIntBE(2, 6));
  if (now >= expiresAt) return err('expired');
  return ok({ subject: parts.subject, expiresAt });
}

function split(token: string): { body: Buffer; mac: Buffer; keyId: string; subject: string } | undefined {
  if (token.length > MAX_TOKEN) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  // Base64 lets several texts mean the same bytes; only the one that we print is a token.
  if (bytes.toString('base64url') !== token || bytes.length < HEAD_BYTES + MAC_BYTES || bytes.readUInt8(0) !== VERSION)
    return undefined;
  const keyEnd = HEAD_BYTES + bytes.readUInt8(8);
  const bodyEnd = keyEnd + bytes.readUInt8(9);
  if (bytes.length !== bodyEnd + MAC_BYTES) return undefined;
  return {
    body: bytes.subarray(0, bodyEnd),
    mac: bytes.subarray(bodyEnd),
    keyId: bytes.toString('utf8', HEAD_BYTES, keyEnd),
    subject: bytes.toString('utf8', keyEnd, bodyEnd),
  };
}

function mac({ key }: LinkKey, body: Buffer): Buffer {
  return createHmac('sha256', key).update('perennial.link').update(body).digest().subarray(0, MAC_BYTES);
}
