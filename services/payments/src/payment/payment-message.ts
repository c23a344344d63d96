import { formatInstant } from '@perennial/kernel/instant';
import { PaymentState, type Payment as PaymentMessage } from '@perennial/proto/gen/perennial/payments/v1/payments';
import type { Payment } from './payment.js';

/** A payment as gRPC answers it; ids of an unknown term's contract and customer are empty. */
export function toPaymentMessage(payment: Payment): PaymentMessage {
  const { paymentId, termId, amount, reason, gateway, gatewayEventId } = payment;
  return {
    paymentId,
    termId,
    amount,
    reason,
    gateway,
    gatewayEventId,
    contractId: payment.contractId ?? '',
    customerId: payment.customerId ?? '',
    state: `PAYMENT_STATE_${payment.state}` as PaymentState,
    paidAt: formatInstant(payment.paidAt),
    quoteVersion: payment.quoteVersion ?? 0,
    reversed: payment.state === 'REVERSED' ? amount : undefined,
    reference: undefined,
  };
}
