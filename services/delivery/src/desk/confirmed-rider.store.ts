import type { Sql } from '@perennial/database/sql';
import type { MessageId } from '@perennial/kernel/ids';
import { FURTHER } from '../message/failover.store.js';
import type { ConfirmedRider } from './confirmed-message.js';

/**
 * What rides in messages that a colleague must confirm, with the hours of its rung. `closed` and `recalled` stay true
 * while guards and messages are locked.
 */
export async function confirmedRiders(sql: Sql, messageIds: readonly MessageId[]): Promise<ConfirmedRider[]> {
  if (messageIds.length === 0) return [];
  return await sql.query<ConfirmedRider>(
    `select d.reminder_id as "reminderId", d.rung, d.message_id as "messageId", d.term_id as "termId",
       coalesce(g.closed, false) as closed, t.reminder_id is not null as recalled,
       coalesce((d.rungs -> d.rung ->> 'windowOpensAt')::timestamptz, d.window_closes_at - interval '1 day')
         as "windowOpensAt", d.window_closes_at as "windowClosesAt",
       coalesce((d.rungs -> d.rung ->> 'closesAt')::timestamptz, d.window_closes_at) as "closesAt",
       ${FURTHER} as further
     from dispatch d left join guard g using (term_id) left join tombstone t using (reminder_id)
     where d.message_id = any($1::uuid[]) and d.state = 'RIDING' order by d.message_id, d.reminder_id`,
    [messageIds],
  );
}
