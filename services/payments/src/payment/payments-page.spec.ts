import { readFileSync } from 'node:fs';
import { RecordPaymentRequest, ReversePaymentRequest } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { instant } from '@perennial/kernel/instant';
import { PAYMENT_STATES } from './payment.js';
import { readPayment, readReversal } from './read-payment-report.js';

const page = readFileSync(new URL('../../../../docs/payments.md', import.meta.url), 'utf8');
const [payment, reversal] = [...page.matchAll(/```json\n([^]*?)```/g)].map(
  ([, text]) => JSON.parse(text ?? '') as object,
);

it('docs/payments.md shows requests that are taken, and every state', () => {
  const order = readPayment(RecordPaymentRequest.fromJSON(payment), instant(Date.UTC(2024, 6, 4)));
  expect(order).toMatchObject({
    reference: { system: 'erp', kind: 'contract', id: '4711' },
    amount: { minor: 60_000n },
  });
  expect(readReversal(ReversePaymentRequest.fromJSON(reversal))).toMatchObject({
    reversesGatewayEventId: order.gatewayEventId,
    amount: { minor: 20_000n },
  });
  for (const state of PAYMENT_STATES.states) expect(page).toContain(`\`PAYMENT_STATE_${state}\``);
});
