import { createDecipheriv, createHash } from 'node:crypto';

/** Padding of WeCom fills blocks of this many bytes (PKCS#7); AES itself has blocks of 16. */
const BLOCK = 32;
/** Random bytes before the length of the message. */
const RANDOM = 16;
const HEAD = RANDOM + 4;

/** What a callback held, and for whom it says it is. */
export interface Decrypted {
  readonly message: string;
  readonly receiveId: string;
}

/** `msg_signature` of a callback: SHA-1 of the four, sorted and joined, hex. */
export function signWecom(token: string, timestamp: string, nonce: string, encrypt: string): string {
  return createHash('sha1').update([token, timestamp, nonce, encrypt].toSorted().join('')).digest('hex');
}

/** @param aesKey EncodingAESKey: 43 letters, base64 of 32 bytes without its last sign. */
export function isAesKey(aesKey: string): boolean {
  return /^[A-Za-z0-9+/]{43}$/.test(aesKey) && keyOf(aesKey).length === 32;
}

/** @returns undefined for what is no text sealed with the key. */
export function decryptWecom(aesKey: string, encrypt: string): Decrypted | undefined {
  const plain = open(keyOf(aesKey), Buffer.from(encrypt, 'base64'));
  if (!plain || plain.length < HEAD) return undefined;
  const length = plain.readUInt32BE(RANDOM);
  if (HEAD + length > plain.length) return undefined;
  const text = (from: number, to?: number): string => plain.subarray(from, to).toString('utf8');
  return { message: text(HEAD, HEAD + length), receiveId: text(HEAD + length) };
}

function keyOf(aesKey: string): Buffer {
  return Buffer.from(`${aesKey}=`, 'base64');
}

/** Without its padding; undefined where there is none. */
function open(key: Buffer, sealed: Buffer): Buffer | undefined {
  if (sealed.length === 0 || sealed.length % BLOCK !== 0) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(sealed), decipher.final()]);
  const padding = plain[plain.length - 1] ?? 0;
  if (padding < 1 || padding > BLOCK) return undefined;
  if (plain.subarray(-padding).some((byte) => byte !== padding)) return undefined;
  return plain.subarray(0, -padding);
}
