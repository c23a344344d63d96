import { instant } from '@perennial/kernel/instant';
import { toRecord } from '../cloud-event.js';
import { TOPICS } from '../topics.js';
import { decodeRecord } from './decode-record.js';

const NOW = instant(Date.UTC(2025, 0, 1));
const times = { oldest: instant(0), newest: NOW };
const at = {
  id: 'x',
  source: '/perennial/payments',
  type: 'quote.issued',
  subject: 't',
  time: NOW,
  businesstime: NOW,
  restated: false,
  traceparent: undefined,
};
const record = (value: Buffer) => ({ ...toRecord(TOPICS.payments, 'c', at, value), partition: 0, offset: 0n });
const handled = new Set(['quote.issued'] as const);

test.each([
  ['no JSON', Buffer.from([0xff])],
  ['an amount that is no number', Buffer.from('{"customerId":"c","amount":{"currency":"EUR","minor":"many"}}')],
  ['a text where a number stands', Buffer.from('{"customerId":"c","version":"five"}')],
])('what cannot be read is a dead letter: %s', (_, value) => {
  expect(decodeRecord(record(value), handled, times)).toMatchObject({ kind: 'dead' });
});

test('a record without attributes is a dead letter', () => {
  expect(decodeRecord({ ...record(Buffer.from('{}')), headers: {} }, handled, times)).toMatchObject({ kind: 'dead' });
});

test('a mistake of ours is none', () => {
  const broken = { has: () => (undefined as unknown as { x: boolean }).x } as unknown as typeof handled;
  expect(() => decodeRecord(record(Buffer.from('{"customerId":"c"}')), broken, times)).toThrow(TypeError);
});
