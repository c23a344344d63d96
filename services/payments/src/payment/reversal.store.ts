import type { Transaction } from '@perennial/database/sql';
import { timestamptz } from '@perennial/database/parameters';
import type { PaymentId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { PAYMENT_STATES } from './payment.js';

export interface Reversal {
  readonly gateway: string;
  /** The gateway's id of the reversal itself. */
  readonly gatewayEventId: string;
  readonly paymentId: PaymentId;
  readonly reason: string;
}

/** Claims the reversal's gateway event and its payment. @returns whether both were free. */
export async function claimReversal(tx: Transaction, reversal: Reversal, now: Instant): Promise<boolean> {
  const inserted = await tx.execute(
    `
    insert into reversal (gateway, gateway_event_id, payment_id, reason, reversed_at) values ($1, $2, $3, $4, $5)
    on conflict do nothing`,
    [reversal.gateway, reversal.gatewayEventId, reversal.paymentId, reversal.reason, timestamptz(now)],
  );
  return inserted > 0;
}

/** The payment that was taken back under this gateway event, or null. */
export async function readReversedPayment(
  tx: Transaction,
  { gateway, gatewayEventId }: Pick<Reversal, 'gateway' | 'gatewayEventId'>,
): Promise<PaymentId | null> {
  const [row] = await tx.query<{ payment_id: PaymentId }>(
    'select payment_id from reversal where gateway = $1 and gateway_event_id = $2',
    [gateway, gatewayEventId],
  );
  return row?.payment_id ?? null;
}

export async function markReversed(tx: Transaction, paymentId: PaymentId): Promise<void> {
  await tx.execute("update payment set state = 'REVERSED' where payment_id = $1 and state = any($2::text[])", [
    paymentId,
    PAYMENT_STATES.sourcesOf('REVERSED'),
  ]);
}
