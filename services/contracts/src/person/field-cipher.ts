import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { DomainError } from '@perennial/kernel/violation';
import type { AddressKind } from './person.js';

export interface FieldKey {
  readonly id: string;
  readonly key: Buffer;
}

/** A random data key, wrapped by the configured key `keyId`, and the fields sealed with it. */
export interface Sealed<Field extends string> {
  readonly keyId: string;
  readonly wrappedKey: Buffer;
  readonly fields: Readonly<Record<Field, Buffer | null>>;
}

const ALGORITHM = 'aes-256-gcm';
const [IV, TAG] = [12, 16];

/**
 * Encrypts personal fields with AES-256-GCM (protocol.md, Personal data): one random data key a row, wrapped by the
 * first configured key; older ones still unwrap. Row id and field name are authenticated, so that values cannot be
 * swapped.
 */
export class FieldCipher {
  /** @param keys at least one, the first wraps @param indexKey 32 bytes, base64 */
  constructor(
    private readonly keys: readonly FieldKey[],
    private readonly indexKey: Buffer,
  ) {}

  seal<Field extends string>(rowId: string, fields: Readonly<Record<Field, string | null>>): Sealed<Field> {
    const [first] = this.keys;
    if (!first) throw new DomainError('INVALID_CONFIGURATION', 'FIELD_ENCRYPTION_KEYS has no key');
    const dataKey = randomBytes(32);
    const sealed = Object.entries<string | null>(fields).map(([name, value]) => [
      name,
      value === null ? null : encrypt(dataKey, `${rowId}/${name}`, Buffer.from(value, 'utf8')),
    ]);
    return {
      keyId: first.id,
      wrappedKey: encrypt(first.key, rowId, dataKey),
      fields: Object.fromEntries(sealed) as Sealed<Field>['fields'],
    };
  }

  /** @throws DomainError UNKNOWN_FIELD_KEY when the wrapping key is not configured any more. */
  open<Field extends string>(
    rowId: string,
    { keyId, wrappedKey, fields }: Sealed<Field>,
  ): Record<Field, string | null> {
    const key = this.keys.find(({ id }) => id === keyId)?.key;
    if (!key) throw new DomainError('UNKNOWN_FIELD_KEY', `FIELD_ENCRYPTION_KEYS lacks the key ${keyId}`);
    const dataKey = decrypt(key, rowId, wrappedKey);
    const opened = Object.entries<Buffer | null>(fields).map(([name, value]) => [
      name,
      value === null ? null : decrypt(dataKey, `${rowId}/${name}`, value).toString('utf8'),
    ]);
    return Object.fromEntries(opened) as Record<Field, string | null>;
  }

  /** HMAC-SHA256 of a normalised address: finds it again without storing it. */
  index(kind: AddressKind, normalised: string): Buffer {
    return createHmac('sha256', this.indexKey).update(`${kind}:${normalised}`).digest();
  }

  /** A digest that tells whether a text with personal data is the same again, without storing it. */
  digest(text: string): string {
    return createHmac('sha256', this.indexKey).update(`text:${text}`).digest('base64');
  }
}

/** Whether opening failed because the configuration lacks the key, not because the row is damaged. */
export function isUnknownKey(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'UNKNOWN_FIELD_KEY';
}

function encrypt(key: Buffer, context: string, plain: Buffer): Buffer {
  const iv = randomBytes(IV);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer, context: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, IV)).setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(IV, IV + TAG));
  return Buffer.concat([decipher.update(sealed.subarray(IV + TAG)), decipher.final()]);
}
