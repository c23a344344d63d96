import { timestamptzArray } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { CustomerId, RecipientId } from '@perennial/kernel/ids';
import type { BounceChange, OptOutChange } from './reach-change.js';

/** Stands for every customer that is told at an address. */
const ALL = '00000000-0000-0000-0000-000000000000';

/** Newer changes replace older ones: events of one address come under the keys of several customers. */
export async function upsertOptOuts(tx: Transaction, changes: readonly OptOutChange[]): Promise<RecipientId[]> {
  const rows = await tx.query<{ recipientId: RecipientId }>(
    `insert into opt_out as t (recipient_id, channel, customer_id, opted_out, changed_at)
     select distinct on (r, c, u) r, c, u, o, a
     from unnest($1::uuid[], $2::text[], $3::uuid[], $4::boolean[], $5::timestamptz[]) as n(r, c, u, o, a)
     order by r, c, u, a desc
     on conflict (recipient_id, channel, customer_id) do update set opted_out = excluded.opted_out,
       changed_at = excluded.changed_at
     where excluded.changed_at > t.changed_at returning recipient_id as "recipientId"`,
    [
      changes.map((change) => change.recipientId),
      changes.map((change) => change.channel),
      changes.map((change) => change.customerId ?? ALL),
      changes.map((change) => change.optedOut),
      timestamptzArray(changes.map((change) => change.changedAt)),
    ],
  );
  return [...new Set(rows.map(({ recipientId }) => recipientId))];
}

/** Newer changes replace older ones. @returns the recipients of those that did. */
export async function upsertBounces(tx: Transaction, changes: readonly BounceChange[]): Promise<RecipientId[]> {
  const rows = await tx.query<{ recipientId: RecipientId }>(
    `insert into bounce as t (recipient_id, channel, bounced, changed_at)
     select distinct on (r, c) r, c, b, a
     from unnest($1::uuid[], $2::text[], $3::boolean[], $4::timestamptz[]) as n(r, c, b, a)
     order by r, c, a desc
     on conflict (recipient_id, channel) do update set bounced = excluded.bounced, changed_at = excluded.changed_at
     where excluded.changed_at > t.changed_at returning recipient_id as "recipientId"`,
    [
      changes.map((change) => change.recipientId),
      changes.map((change) => change.channel),
      changes.map((change) => change.bounced),
      timestamptzArray(changes.map((change) => change.changedAt)),
    ],
  );
  return [...new Set(rows.map(({ recipientId }) => recipientId))];
}

/** Customers one of whose contacts has an address among these. */
export async function customersTold(sql: Sql, recipientIds: readonly RecipientId[]): Promise<CustomerId[]> {
  const rows = await sql.query<{ customerId: CustomerId }>(
    `select distinct customer_id as "customerId" from contact where recipient_id = any($1::uuid[])`,
    [recipientIds],
  );
  return rows.map(({ customerId }) => customerId);
}

/** Whether an owner has an address among these. */
export async function isOwnersAddress(sql: Sql, recipientIds: readonly RecipientId[]): Promise<boolean> {
  return (
    (await sql.query(`select 1 from owner where recipient_id = any($1::uuid[]) limit 1`, [recipientIds])).length > 0
  );
}

/** A channel on which a recipient is not to be written to, or cannot be; `customerId` null for every customer. */
export interface Silence {
  readonly recipientId: RecipientId;
  readonly channel: string;
  readonly kind: 'OPT_OUT' | 'BOUNCE';
  readonly customerId: CustomerId | null;
}

/** What stands in the way of writing to the contacts of customers, and to owners where they are asked for. */
export async function readSilences(
  sql: Sql,
  customerIds: readonly CustomerId[],
  owners: readonly RecipientId[],
): Promise<Silence[]> {
  return await sql.query<Silence>(
    `with r as materialized (
       select recipient_id from contact where customer_id = any($1::uuid[]) and recipient_id is not null
       union select unnest($2::uuid[]))
     select o.recipient_id as "recipientId", o.channel, 'OPT_OUT' as kind, nullif(o.customer_id, '${ALL}') as "customerId"
     from r join opt_out o using (recipient_id) where o.opted_out
     union all select b.recipient_id, b.channel, 'BOUNCE', null from r join bounce b using (recipient_id) where b.bounced`,
    [customerIds, owners],
  );
}
