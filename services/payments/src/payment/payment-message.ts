import { formatInstant } from '@perennial/kernel/instant';
import { PaymentState, type Payment as PaymentMessage } from '@perennial/proto/gen/perennial/payments/v1/payments';
import type { Payment } from './payment.js';

/** A payment as gRPC answers it; an unmatched one has no ids of a term, contract and customer. */
export function toPaymentMessage(payment: Payment): PaymentMessage {
  const { paymentId, amount, gateway, gatewayEventId, reversed } = payment;
  return {
    paymentId,
    amount,
    gateway,
    gatewayEventId,
    termId: payment.termId ?? payment.namedTermId ?? '',
    contractId: payment.contractId ?? '',
    customerId: payment.customerId ?? '',
    state: `PAYMENT_STATE_${payment.state}` as PaymentState,
    reason: reasonOf(payment),
    paidAt: formatInstant(payment.paidAt),
    quoteVersion: payment.quoteVersion ?? 0,
    reversed: reversed > 0n ? { currency: amount.currency, minor: reversed } : undefined,
    reference: payment.reference ?? undefined,
  };
}

/** Why it counts for nothing, or why it was taken back. */
function reasonOf({ state, failed, reversalReason }: Payment): string {
  if (state === 'FAILED') return failed ?? '';
  return state === 'REVERSED' ? (reversalReason ?? '') : '';
}
