import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import type { UnsubscribeSubject } from './unsubscribe-subject.js';

/** Whether the address wants no mail. */
export async function isOptedOut(sql: Sql, addressHmac: string): Promise<boolean> {
  return (
    (
      await sql.query(
        `select address_hmac from opt_out where address_hmac = $1 and channel = 'EMAIL' and undone_at is null`,
        [addressHmac],
      )
    ).length > 0
  );
}

/** Opts an address out of mail. @returns false when it was out already. */
export async function insertOptOut(
  tx: Transaction,
  { addressHmac, customerId, recipientId }: UnsubscribeSubject,
  now: Instant,
): Promise<boolean> {
  const written = await tx.execute(
    `insert into opt_out as o (address_hmac, channel, recipient_id, customer_id, opted_out_at) values ($1, 'EMAIL', $2::uuid, $3::uuid, $4::timestamptz)
     on conflict (address_hmac, channel) do update set opted_out_at = excluded.opted_out_at, undone_at = null,
       recipient_id = excluded.recipient_id, customer_id = excluded.customer_id
     where o.undone_at is not null`,
    [addressHmac, recipientId, customerId, timestamptz(now)],
  );
  return written === 1;
}
