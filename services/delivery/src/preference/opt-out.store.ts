import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import type { OptOutSubject } from './opt-out-subject.js';

/** Addresses of the list that want nothing more on the channel. */
export async function optedOutOf(
  sql: Sql,
  channel: ChannelName,
  addressHmacs: readonly string[],
): Promise<Set<string>> {
  const rows = await sql.query<{ address_hmac: string }>(
    `select address_hmac from opt_out where address_hmac = any($1::text[]) and channel = $2 and undone_at is null`,
    [addressHmacs, channel],
  );
  return new Set(rows.map((row) => row.address_hmac));
}

/** Opts an address out of a channel. @returns false when it was out already. */
export async function insertOptOut(
  tx: Transaction,
  { addressHmac, channel, customerId, recipientId }: OptOutSubject,
  now: Instant,
): Promise<boolean> {
  const written = await tx.execute(
    `insert into opt_out as o (address_hmac, channel, recipient_id, customer_id, opted_out_at)
     values ($1, $2, $3::uuid, $4::uuid, $5::timestamptz)
     on conflict (address_hmac, channel) do update set opted_out_at = excluded.opted_out_at, undone_at = null,
       recipient_id = excluded.recipient_id, customer_id = excluded.customer_id
     where o.undone_at is not null`,
    [addressHmac, channel, recipientId, customerId, timestamptz(now)],
  );
  return written === 1;
}
