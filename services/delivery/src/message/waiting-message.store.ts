import { timestamptz } from '@perennial/database/parameters';
import type { Transaction } from '@perennial/database/sql';
import type { MessageId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { MESSAGE, type MessageEnd, type MessageState } from './message.js';
import type { WaitingDispatch } from './waiting-dispatch.js';

/** Locks messages in ascending order, whatever became of them. @returns their states. */
export async function lockStates(tx: Transaction, ids: readonly MessageId[]): Promise<Map<MessageId, MessageState>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ messageId: MessageId; state: MessageState }>(
    `select message_id as "messageId", state from message where message_id = any($1::uuid[])
     order by message_id for update`,
    [ids],
  );
  return new Map(rows.map(({ messageId, state }) => [messageId, state]));
}

/** The locks of the messages are held; those of the guards too where `closed` is to stay true. */
export async function ridingIn(tx: Transaction, ids: readonly MessageId[]): Promise<WaitingDispatch[]> {
  if (ids.length === 0) return [];
  return await tx.query<WaitingDispatch>(
    `select d.reminder_id as "reminderId", d.rung, d.message_id as "messageId", d.term_id as "termId",
       coalesce(g.closed, false) as closed, t.reminder_id is not null as recalled
     from dispatch d left join guard g using (term_id) left join tombstone t using (reminder_id)
     where d.message_id = any($1::uuid[]) and d.state = 'RIDING' order by d.message_id, d.reminder_id`,
    [ids],
  );
}

/** Ends a message whose person has answered; its lock is held, and its outcomes read it behind this. */
export async function endWaiting(
  tx: Transaction,
  messageId: MessageId,
  { state, reason }: { readonly state: MessageEnd; readonly reason: string | null },
  now: Instant,
): Promise<void> {
  MESSAGE.assert('WAITING', state);
  await tx.execute(
    `update message set state = $2, reason = $3, accepted_at = case when $2 = 'ACCEPTED' then $4::timestamptz end
     where message_id = $1::uuid and state = 'WAITING'`,
    [messageId, state, reason, timestamptz(now)],
  );
}
