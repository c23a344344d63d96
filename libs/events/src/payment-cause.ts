import type { PaymentRenewed } from '@perennial/proto/gen/perennial/events/v1/payments';

/**
 * The cause by which `payment.renewed` closes its term. An event of 0.2.0 names none: a payment closed its term once.
 */
export function paymentCause({ cause, paymentId }: Pick<PaymentRenewed, 'cause' | 'paymentId'>): string {
  return cause === '' ? `payment:${paymentId}` : cause;
}
