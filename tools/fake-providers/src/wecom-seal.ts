import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** A text as WeCom seals it with AES-256-CBC: random bytes and its length before it, the receiver behind it. */
export function sealWecom(aesKey: string, message: string, receiveId: string, random = randomBytes(16)): string {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const text = Buffer.from(message, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const plain = Buffer.concat([random, length, text, Buffer.from(receiveId, 'utf8')]);
  const padding = 32 - (plain.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(Buffer.concat([plain, Buffer.alloc(padding, padding)])),
    cipher.final(),
  ]).toString('base64');
}

export function wecomSignature(token: string, timestamp: string, nonce: string, encrypt: string): string {
  const sorted = [token, timestamp, nonce, encrypt].sort((a, b) => (a < b ? -1 : 1));
  return createHash('sha1').update(sorted.join('')).digest('hex');
}
