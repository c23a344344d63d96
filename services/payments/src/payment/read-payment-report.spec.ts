import { addMs, DAY, formatInstant, instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import type { RecordPaymentRequest } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { readPayment, readReversal } from './read-payment-report.js';

const now = instant(Date.UTC(2024, 6, 1));
const good: RecordPaymentRequest = {
  gateway: 'stripe-eu',
  gatewayEventId: 'evt_1',
  termId: '0190B5C8-0000-7000-8000-000000000001',
  amount: { currency: 'EUR', minor: 1n },
  paidAt: undefined,
  reference: undefined,
};

function rules(run: () => unknown): string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.violations.map(({ field, rule }) => `${field} ${rule}`);
  }
}

it('takes a good report; without an instant it was paid now', () => {
  expect(readPayment(good, now)).toEqual({
    ...good,
    termId: good.termId.toLowerCase(),
    reference: null,
    paidAt: now,
  });
  expect(readPayment({ ...good, paidAt: '2024-06-30T12:00:00+02:00' }, now).paidAt).toBe(Date.UTC(2024, 5, 30, 10));
});

test.each<[string, Partial<RecordPaymentRequest>]>([
  ['gateway required', { gateway: '' }],
  ['gateway not_a_name', { gateway: 'Stripe' }],
  ['gateway not_a_name', { gateway: 'a'.repeat(33) }],
  ['gateway_event_id required', { gatewayEventId: '' }],
  ['gateway_event_id too_long', { gatewayEventId: 'x'.repeat(201) }],
  ['gateway_event_id control_character', { gatewayEventId: 'a\r\nb' }],
  ['gateway_event_id control_character', { gatewayEventId: 'a\0b' }],
  ['term_id required', { termId: '' }],
  ['term_id not_an_id', { termId: "1' or '1'='1" }],
  ['amount required', { amount: undefined }],
  ['amount.currency unknown_currency', { amount: { currency: 'eur', minor: 1n } }],
  ['amount.minor out_of_range', { amount: { currency: 'EUR', minor: 0n } }],
  ['amount.minor out_of_range', { amount: { currency: 'EUR', minor: -1n } }],
  ['amount.minor out_of_range', { amount: { currency: 'EUR', minor: 10n ** 15n + 1n } }],
  ['paid_at not_an_instant', { paidAt: 'yesterday' }],
  ['paid_at in_the_future', { paidAt: formatInstant(addMs(now, DAY + 1)) }],
])('refuses: %s', (rule, change) => {
  expect(rules(() => readPayment({ ...good, ...change }, now))).toEqual([rule]);
});

it('names every broken rule at once', () => {
  expect(
    rules(() =>
      readPayment({ ...good, gateway: '', gatewayEventId: '', termId: '', amount: undefined, paidAt: 'x' }, now),
    ),
  ).toHaveLength(5);
  expect(
    rules(() =>
      readReversal({ gateway: '', gatewayEventId: '', reversesGatewayEventId: '', reason: '\n', amount: undefined }),
    ),
  ).toHaveLength(4);
});
