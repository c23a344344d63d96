import fc from 'fast-check';
import { normaliseEmail } from './email-address.js';
import { maskedAddress } from './masking.js';
import { indexedAddress } from './person.js';
import { normaliseExternalUserId, normaliseWecomUserId, readWecomAddress, wecomAddress } from './wecom-user-id.js';
import { normalisePhone } from './phone-number.js';

describe('normaliseEmail (protocol.md, Identity)', () => {
  it.each([
    [' Ada@Acme.Example ', 'ada@acme.example'],
    ['ada@MÜLLER.example', 'ada@xn--mller-kva.example'],
    ['ada@例え.example', 'ada@xn--r8jz45g.example'],
    ["o'brien+renewal@acme.example", "o'brien+renewal@acme.example"],
    ['ade\u0301@acme.example', 'ad\u00e9@acme.example'],
  ])('reads %j', (text, expected) => expect(normaliseEmail(text)).toEqual({ ok: true, value: expected }));

  it.each([
    'ada',
    '@acme.example',
    'ada@',
    'ada@localhost',
    'a b@acme.example',
    '.ada@acme.example',
    'a..b@acme.example',
    'ada@acme..example',
    'ada@-acme.example',
    'ada@acme.example\n',
    'ada@acme.example\r\nBcc: x@y.example',
    'a\0da@acme.example',
    '"ada"@acme.example',
    '<ada@acme.example>',
    'ada@127.0.0.1',
    'a,b@acme.example',
    `${'a'.repeat(65)}@acme.example`,
    `ada@${'a.'.repeat(130)}example`,
  ])('refuses %j', (text) => expect(normaliseEmail(text).ok).toBe(false));

  it('is its own fixed point and never lets a control character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.domain(), (local, domain) => {
        const once = normaliseEmail(`${local}@${domain}`);
        if (once.ok) expect([normaliseEmail(once.value), /\p{Cc}/u.test(once.value)]).toEqual([once, false]);
      }),
    );
  });
});

describe('normalisePhone', () => {
  it.each([
    ['030 901820', 'DE', '+4930901820'],
    ['+86 138 0013 8000', 'DE', '+8613800138000'],
    ['(212) 555-2368', 'US', '+12125552368'],
  ])('reads %s of %s', (text, country, expected) =>
    expect(normalisePhone(text, country)).toEqual({ ok: true, value: expected }),
  );
  it('reads only E.164 where no country is known', () => {
    expect(normalisePhone('+12125552368', null)).toEqual({ ok: true, value: '+12125552368' });
    expect(normalisePhone('(212) 555-2368', null).ok).toBe(false);
  });
  it.each(['12', 'call me', '+49 30 901820\r\n', '+1 212 555 2368 ext. 5'])('refuses %j', (text) =>
    expect(normalisePhone(text, 'DE').ok).toBe(false),
  );
});

describe('normaliseWecomUserId', () => {
  it.each([
    [' ZhangSan ', 'zhangsan'],
    ['a-1.b_c@d', 'a-1.b_c@d'],
  ])('reads %j', (text, expected) => expect(normaliseWecomUserId(text)).toEqual({ ok: true, value: expected }));
  it.each(['', '@all', 'zhang san', '张三', 'a'.repeat(65), 'a\n'])('refuses %j', (text) =>
    expect(normaliseWecomUserId(text).ok).toBe(false),
  );
  it("keeps the case of a customer's, whose letters stand for bits (C-07)", () => {
    expect(normaliseExternalUserId(' wmAbC-_1 ')).toEqual({ ok: true, value: 'wmAbC-_1' });
    expect(normaliseExternalUserId('wm AbC').ok).toBe(false);
  });
  it('keeps who writes behind the id, which alone finds it', () => {
    expect(readWecomAddress(wecomAddress('wmAbC', 'zhangsan'))).toEqual({ userId: 'wmAbC', writer: 'zhangsan' });
    expect(readWecomAddress(wecomAddress('wmAbC', null))).toEqual({ userId: 'wmAbC', writer: '' });
    expect(indexedAddress('wecom', wecomAddress('wmAbC', 'zhangsan'))).toBe('wmAbC');
  });
});

describe('maskedAddress (M-11)', () => {
  it.each([
    [{ email: 'ada@acme.example', phone: '+49301', wecom: null }, 'a***@acme.example'],
    [{ email: null, phone: '+4930901820', wecom: 'ada' }, '*********20'],
    [{ email: null, phone: null, wecom: null }, ''],
  ])('%j', (details, expected) => expect(maskedAddress(details)).toBe(expected));
});
