import { simpleParser, type AddressObject } from 'mailparser';
import type { ReminderId, TermId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import { buildMail } from './build-mail.js';
import type { Mail } from './mail.js';

const mail = (to: Mail['to'], subject = 'Hello'): Mail => ({
  idempotencyKey: 'm.1',
  messageIdHeader: 'm.1@renew.example',
  from: { name: 'Renewals, "Ops"', address: 'r@renew.example' },
  to,
  subject,
  text: 'Hi',
  html: '<p>Hi</p>',
  date: instant(0),
  replyTo: 'owner@us.example',
  unsubscribeUrl: 'https://renew.example/unsubscribe/x',
  reminderIds: ['r' as ReminderId],
  termIds: ['t' as TermId],
});

test.each([
  'Müller, Ada',
  'Ada "the boss" Müller <ada@evil.example>',
  'a, b@evil.example; c',
  "O'Brien (Ops) [x] \\ y",
  'דנה לוי',
  'شركة التجديد, 2',
  '🚀 客户 👩‍👩‍👧',
  'x'.repeat(300),
  '客'.repeat(300),
])('a display name stays one name of one address, whatever stands in it: %s (M-04)', async (name) => {
  const bytes = await buildMail(mail({ name, address: 'ada@customer.example' }, name));
  const parsed = await simpleParser(bytes);
  const to = parsed.to as AddressObject;
  expect(to.value.map(({ address }) => address)).toEqual(['ada@customer.example']);
  expect(to.value[0]?.name.trim()).toBe(name.trim());
  expect(parsed.subject?.trim()).toBe(name.trim());
  expect(parsed.from?.value).toEqual([{ address: 'r@renew.example', name: 'Renewals, "Ops"' }]);
  const lines = bytes.toString('latin1').split('\r\n\r\n')[0]?.split('\r\n') ?? [];
  expect(lines.every((line) => line.length <= 998 && !/[^\x20-\x7e\t]/.test(line))).toBe(true);
});

test.each([
  ['ada@xn--mller-kva.example', ['ada@xn--mller-kva.example']],
  // Beyond ASCII the header is UTF-8 anyway, and may name the domain either way.
  ['jürgen@xn--mller-kva.example', ['jürgen@xn--mller-kva.example', 'jürgen@müller.example']],
])('an address of an IDN domain, and one beyond ASCII, stands in the header as it is: %s', async (address, forms) => {
  const [, to] =
    /^To: Ada <([^>]+)>\r$/m.exec((await buildMail(mail({ name: 'Ada', address }))).toString('utf8')) ?? [];
  expect(forms).toContain(to);
});
