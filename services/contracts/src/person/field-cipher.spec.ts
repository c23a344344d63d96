import { FieldCipher } from './field-cipher.js';

const key = (id: string, byte: number) => ({ id, key: Buffer.alloc(32, byte) });
const cipher = new FieldCipher([key('new', 1), key('old', 2)], Buffer.alloc(32, 9));
const FIELDS = { name: 'Ada', email: 'ada@acme.example', phone: null };

describe('FieldCipher', () => {
  it('opens what it sealed, with every sealing different', () => {
    const sealed = cipher.seal('row', FIELDS);
    expect(cipher.open('row', sealed)).toEqual(FIELDS);
    expect(sealed.fields.email?.equals(cipher.seal('row', FIELDS).fields.email ?? Buffer.alloc(0))).toBe(false);
    expect(
      Buffer.concat([
        sealed.wrappedKey,
        sealed.fields.name ?? Buffer.alloc(0),
        sealed.fields.email ?? Buffer.alloc(0),
      ]).includes('ada'),
    ).toBe(false);
  });

  it('opens rows that an older configured key wrapped, and names a key that is gone', () => {
    const old = new FieldCipher([key('old', 2)], Buffer.alloc(32, 9)).seal('row', FIELDS);
    expect(cipher.open('row', old)).toEqual(FIELDS);
    expect(() => new FieldCipher([key('new', 1)], Buffer.alloc(32, 9)).open('row', old)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_FIELD_KEY' }),
    );
  });

  it('refuses values moved to another row or field, or altered', () => {
    const sealed = cipher.seal('row', FIELDS);
    const altered = Buffer.from(sealed.fields.email ?? Buffer.alloc(0));
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    expect(() => cipher.open('other', sealed)).toThrow();
    expect(() => cipher.open('row', { ...sealed, fields: { ...sealed.fields, name: sealed.fields.email } })).toThrow();
    expect(() => cipher.open('row', { ...sealed, fields: { ...sealed.fields, email: altered } })).toThrow();
  });

  it('finds an address again by channel and key only', () => {
    const other = new FieldCipher([key('new', 1)], Buffer.alloc(32, 8));
    expect(cipher.index('email', 'a@b.example')).toEqual(cipher.index('email', 'a@b.example'));
    expect(cipher.index('email', '+4930')).not.toEqual(cipher.index('phone', '+4930'));
    expect(other.index('email', 'a@b.example')).not.toEqual(cipher.index('email', 'a@b.example'));
  });
});
