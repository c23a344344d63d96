import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import { Where } from '@perennial/database/where';
import type { MessageId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import type { Bounce } from './bounce.js';

const BOUNCE = `b.channel, b.recipient_id as "recipientId", b.customer_id as "customerId", b.reason,
  b.bounced_at as "bouncedAt"`;

/** An address of a message that its provider called dead. */
export interface DeadAddress {
  readonly addressHmac: string;
  readonly messageId: MessageId;
  readonly reason: string;
}

/** Marks addresses as dead, whose messages are known. @returns those that were not so before. */
export async function insertBounces(
  tx: Transaction,
  dead: readonly DeadAddress[],
  now: Instant,
): Promise<(Bounce & Pick<DeadAddress, 'addressHmac'>)[]> {
  if (dead.length === 0) return [];
  return await tx.query<Bounce & Pick<DeadAddress, 'addressHmac'>>(
    `insert into bounce as b (address_hmac, channel, recipient_id, customer_id, reason, bounced_at)
     select distinct on (d.address_hmac, m.channel) d.address_hmac, m.channel, m.recipient_id, m.customer_id, d.reason,
       $4::timestamptz
     from unnest($1::text[], $2::uuid[], $3::text[]) as d(address_hmac, message_id, reason)
       join message m on m.message_id = d.message_id
     order by d.address_hmac, m.channel, m.message_id
     on conflict (address_hmac, channel) do update set recipient_id = excluded.recipient_id,
       customer_id = excluded.customer_id, reason = excluded.reason, bounced_at = excluded.bounced_at, cleared_at = null
     where b.cleared_at is not null
     returning b.address_hmac as "addressHmac", ${BOUNCE}`,
    [dead.map((d) => d.addressHmac), dead.map((d) => d.messageId), dead.map((d) => d.reason), timestamptz(now)],
  );
}

/** Addresses of the list that are dead on the channel. */
export async function bouncedOf(
  sql: Sql,
  channel: ChannelName,
  addressHmacs: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ address_hmac: string }>(
    `select address_hmac from bounce where address_hmac = any($1::text[]) and channel = $2 and cleared_at is null`,
    [addressHmacs, channel],
  );
  return new Set(rows.map((row) => row.address_hmac));
}

interface Address {
  readonly addressHmac: string;
  readonly channel: ChannelName;
}

export async function bounceOf(sql: Sql, { addressHmac, channel }: Address): Promise<Bounce | undefined> {
  const [row] = await sql.query<Bounce>(
    `select ${BOUNCE} from bounce b where address_hmac = $1 and channel = $2 and cleared_at is null`,
    [addressHmac, channel],
  );
  return row;
}

/** @returns the bounce that no longer counts; undefined where there was none. */
export async function clearBounce(
  tx: Transaction,
  { addressHmac, channel }: Address,
  now: Instant,
): Promise<Bounce | undefined> {
  const [row] = await tx.query<Bounce>(
    `update bounce b set cleared_at = $3::timestamptz where address_hmac = $1 and channel = $2 and cleared_at is null
     returning ${BOUNCE}`,
    [addressHmac, channel, timestamptz(now)],
  );
  return row;
}

/** A page of the addresses that are dead. @param after key of the last one of the page before. */
export async function pageOfBounces(
  sql: Sql,
  after: Address | undefined,
  limit: number,
): Promise<(Bounce & Address)[]> {
  const where = new Where()
    .and('cleared_at is null')
    .and('(b.address_hmac, b.channel) > (?::text, ?::text)', after?.addressHmac, after?.channel);
  return await sql.query<Bounce & Address>(
    `select b.address_hmac as "addressHmac", ${BOUNCE} from bounce b ${where.text}
     order by b.address_hmac, b.channel limit ${where.value(limit)}`,
    where.values,
  );
}
