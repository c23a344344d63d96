import { instant } from '@perennial/kernel/instant';
import { QuoteIssued } from '@perennial/proto/gen/perennial/events/v1/payments';
import { attributesOf, toRecord } from './cloud-event.js';
import { decode, encode, UndecodableEvent } from './codec.js';
import { newEvent } from './event.js';
import { EVENTS } from './registry.js';

const quote = QuoteIssued.fromJSON({
  quoteId: 'q',
  termId: 't',
  contractId: 'c',
  customerId: 'k',
  version: 2,
  amount: { currency: 'USD', minor: '120000' },
  issuedAt: '2025-01-01T00:00:00Z',
});

test('a payload survives its JSON form, 64-bit amounts included', () => {
  const large = { ...quote, amount: { currency: 'USD', minor: 9_007_199_254_740_993n } };
  expect(decode('quote.issued', Buffer.from(encode('quote.issued', large)))).toEqual(large);
});

test.each([
  ['not JSON', '{', /JSON object/],
  ['a list', '[]', /JSON object/],
  ['a text for a number', '{"customerId":"k","version":"2"}', /version must be a number/],
  ['a text for an object', '{"customerId":"k","amount":"12"}', /amount/],
  ['no customer', '{"version":2}', /customer id is missing/],
])('refuses %s', (_name, text, reason) => {
  expect(() => decode('quote.issued', Buffer.from(text))).toThrow(UndecodableEvent);
  expect(() => decode('quote.issued', Buffer.from(text))).toThrow(reason);
});

test('refuses an unknown enum value and lets unknown fields through', () => {
  expect(() => decode('delivery.outcome', Buffer.from('{"customerId":"k","state":"REMINDER_STATE_DREAMT"}'))).toThrow(
    /REMINDER_STATE_DREAMT/,
  );
  expect(() => decode('quote.issued', Buffer.from('{"customerId":"k","addedLater":true}'))).not.toThrow();
});

test('a wrong type or payload does not compile', () => {
  // @ts-expect-error no such type
  newEvent('quote.imagined', quote);
  // @ts-expect-error the payload of another type
  newEvent('payment.renewed', quote);
  expect(newEvent('quote.issued', quote).type).toBe('quote.issued');
});

test('attributes pass the record and back; each type is keyed by customer', () => {
  const at = {
    id: 'payments-7',
    source: '/perennial/payments',
    type: 'quote.issued',
    subject: 't',
    time: instant(1_735_689_600_123),
    businesstime: instant(1_735_689_600_000),
    restated: true,
    traceparent: undefined,
  };
  const record = toRecord('perennial.payments', 'k', at, Buffer.from('{}'));
  expect(attributesOf({ ...record, partition: 0, offset: 0n })).toEqual(at);
  expect(EVENTS['quote.issued'].key(quote)).toBe('k');
});
