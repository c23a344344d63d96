import fc from 'fast-check';
import type { ReminderId, TermId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import { checkHeaders } from './header-text.js';
import type { Mail } from './mail.js';

const mail: Mail = {
  idempotencyKey: 'm.1',
  messageIdHeader: 'm.1@renew.example',
  from: { name: 'Renewals', address: 'r@renew.example' },
  to: { name: 'Ada', address: 'ada@customer.example' },
  subject: 'Hello',
  text: 'Hi\r\nthere',
  html: '<p>Hi</p>',
  date: instant(0),
  unsubscribeUrl: 'https://renew.example/unsubscribe/x',
  replyTo: 'owner@us.example',
  reminderIds: ['r' as ReminderId],
  termIds: ['t' as TermId],
};

const FIELDS: readonly (readonly [string, (text: string) => Mail])[] = [
  ['subject', (text) => ({ ...mail, subject: text })],
  ['from.name', (text) => ({ ...mail, from: { ...mail.from, name: text } })],
  ['from.address', (text) => ({ ...mail, from: { ...mail.from, address: text } })],
  ['to.name', (text) => ({ ...mail, to: { ...mail.to, name: text } })],
  ['to.address', (text) => ({ ...mail, to: { ...mail.to, address: text } })],
  ['messageIdHeader', (text) => ({ ...mail, messageIdHeader: text })],
  ['replyTo', (text) => ({ ...mail, replyTo: text })],
  ['unsubscribeUrl', (text) => ({ ...mail, unsubscribeUrl: text })],
];

test('a mail whose text has line breaks is fine', () => {
  expect(checkHeaders(mail)).toEqual({ ok: true, value: mail });
});

test.each(FIELDS)('CR, LF or NUL anywhere in %s is refused by name', (field, change) => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.constantFrom('\r', '\n', '\0', '\r\nBcc: all@x.example'),
      fc.string(),
      (before, evil, after) => {
        expect(checkHeaders(change(before + evil + after))).toEqual({
          ok: false,
          error: {
            about: field === 'to.address' ? 'ADDRESS' : 'MESSAGE',
            reason: `BAD_HEADER: ${field} holds a line break or NUL`,
          },
        });
      },
    ),
  );
});

test.each(['', 'ada', 'a@b@c', 'Ada <ada@x.example>', 'a@x.example, b@x.example', 'a b@x.example', '"a"@x.example'])(
  '%j is no address to send to',
  (address) => {
    expect(checkHeaders({ ...mail, to: { name: '', address } })).toEqual({
      ok: false,
      error: { about: 'ADDRESS', reason: 'BAD_HEADER: to.address is not a mail address' },
    });
  },
);

test('names may hold anything else', () => {
  for (const name of ['A & B # "C" \'D\' <E>', '🚀 客户', 'شركة التجديد'])
    expect(checkHeaders({ ...mail, to: { ...mail.to, name }, subject: name }).ok).toBe(true);
});
