import { toLocal } from '@perennial/calendar/zone';
import { timestamptz } from '@perennial/database/parameters';
import type { Sql } from '@perennial/database/sql';
import type { RecipientId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import type { PlannedMerge } from './room.js';

export interface RecipientMerge extends PlannedMerge {
  readonly recipientId: RecipientId;
}

interface Row extends Omit<RecipientMerge, 'localDay'> {
  readonly zone: string;
}

/**
 * What is planned for recipients between two instants, by instant; last steps and legal notices, which go above the
 * cap, keep no room.
 */
export async function readPlannedMerges(
  sql: Sql,
  recipientIds: readonly RecipientId[],
  after: Instant,
  before: Instant,
): Promise<RecipientMerge[]> {
  const rows = await sql.query<Row>(
    `select recipient_id as "recipientId", customer_id as "customerId", audience, zone, due_at as "opensAt",
       min(abs(node)) as node, plan.channels as "channelPlan"
     from reminder cross join lateral (
       select coalesce(string_agg(rung ->> 'channel', ',' order by place), '') as channels
       from jsonb_array_elements(rungs) with ordinality as l(rung, place)) plan
     where recipient_id = any($1::uuid[]) and waiting and due_at > $2::timestamptz and due_at < $3::timestamptz
       and not legal and last_step is not true and reason not in ('HOLD', 'SNOOZE', 'IN_PROCUREMENT')
     group by recipient_id, customer_id, audience, zone, due_at, plan.channels`,
    [recipientIds, timestamptz(after), timestamptz(before)],
  );
  // The zones' rules are the pinned ones, not the server's.
  return rows.map(({ zone, ...row }) => ({ ...row, localDay: localDate(toLocal(zone, row.opensAt).date) }));
}
