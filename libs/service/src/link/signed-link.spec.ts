import { addMs, instant } from '@perennial/kernel/instant';
import fc from 'fast-check';
import { readLink, signLink, type LinkKey } from './signed-link.js';

const keyOf = (id: string, byte: number): LinkKey => ({ id, key: Buffer.alloc(32, byte) });
const now = instant(Date.UTC(2024, 6, 1));
const expiresAt = addMs(now, 60_000);
const keys = [keyOf('b', 2), keyOf('a', 1)];
const link = { purpose: 'pay', subject: '0190b5c8-0000-7000-8000-000000000001:2', expiresAt } as const;
const token = signLink(keys, link);

describe('signed links', () => {
  it('read back what was signed, by any key still known', () => {
    expect(readLink(keys, 'pay', token, now)).toEqual({ ok: true, value: { subject: link.subject, expiresAt } });
    const old = signLink([keyOf('a', 1)], link);
    expect(readLink(keys, 'pay', old, now).ok).toBe(true);
  });

  it('are compact and safe in a URL', () => {
    expect(token).toMatch(/^[\w-]{60,100}$/);
  });

  it('name what is wrong', () => {
    const fault = (purpose: 'pay' | 'unsubscribe', text: string, at = now, known: readonly LinkKey[] = keys) =>
      readLink(known, purpose, text, at);
    expect(fault('unsubscribe', token)).toEqual({ ok: false, error: 'wrong_purpose' });
    expect(fault('pay', token, expiresAt)).toEqual({ ok: false, error: 'expired' });
    expect(fault('pay', token, addMs(expiresAt, -1)).ok).toBe(true);
    expect(fault('pay', token, now, [keyOf('a', 1)])).toEqual({ ok: false, error: 'unknown_key' });
    expect(fault('pay', token, now, [keyOf('b', 3)])).toEqual({ ok: false, error: 'altered' });
    for (const text of [
      '',
      'x',
      `${token}=`,
      ` ${token}`,
      `${token}AAAA`,
      token.slice(0, -1),
      'A'.repeat(100),
      'A'.repeat(5_000),
    ]) {
      expect(fault('pay', text)).toEqual({ ok: false, error: 'malformed' });
    }
  });

  it('do not let an altered expiry or purpose through', () => {
    const bytes = Buffer.from(token, 'base64url');
    bytes.writeUIntBE(expiresAt + 1_000_000, 2, 6);
    expect(readLink(keys, 'pay', bytes.toString('base64url'), now)).toEqual({ ok: false, error: 'altered' });
    const other = Buffer.from(token, 'base64url');
    other.writeUInt8(2, 1);
    expect(readLink(keys, 'unsubscribe', other.toString('base64url'), now)).toEqual({ ok: false, error: 'altered' });
  });

  it('fail with any byte or character changed', () => {
    const bytes = Buffer.from(token, 'base64url');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(readLink(keys, 'pay', changed.toString('base64url'), now).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'AZaz09-_+/=. '), (at, char) => {
        const changed = token.slice(0, at) + char + token.slice(at + 1);
        expect(readLink(keys, 'pay', changed, now).ok).toBe(changed === token);
      }),
      { numRuns: 500 },
    );
  });

  it('carry any subject', () => {
    fc.assert(
      fc.property(
        fc
          .string({ minLength: 1, maxLength: 60, unit: 'grapheme' })
          .filter((s) => Buffer.byteLength(s) <= 255 && s.isWellFormed()),
        (subject) => {
          expect(readLink(keys, 'pay', signLink(keys, { ...link, subject }), now)).toEqual({
            ok: true,
            value: { subject, expiresAt },
          });
        },
      ),
    );
  });

  it('refuse what cannot be signed', () => {
    expect(() => signLink([], link)).toThrow(RangeError);
    expect(() => signLink(keys, { ...link, subject: '' })).toThrow(RangeError);
    expect(() => signLink(keys, { ...link, subject: 'x'.repeat(256) })).toThrow(RangeError);
  });
});
