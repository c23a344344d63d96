import type { Transaction } from '@perennial/database/sql';
import { timestamptz } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';

export interface Reversal {
  readonly gateway: string;
  /** The gateway's id of the reversal itself. */
  readonly gatewayEventId: string;
  readonly paymentId: string;
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
): Promise<string | null> {
  const [row] = await tx.query<{ payment_id: string }>(
    'select payment_id from reversal where gateway = $1 and gateway_event_id = $2',
    [gateway, gatewayEventId],
  );
  return row?.payment_id ?? null;
}

/** RENEWED → REVERSED. */
export async function markReversed(tx: Transaction, paymentId: string): Promise<void> {
  await tx.execute("update payment set state = 'REVERSED' where payment_id = $1 and state = 'RENEWED'", [paymentId]);
}
