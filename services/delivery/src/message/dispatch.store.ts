import type { Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import type { MessageEnd, MessageState } from './message.js';
import type { EndedRider, RiderEnd } from './outcome.js';

/**
 * Ends riders that still ride; the lock of their messages is held. @returns those that ended now, for their outcomes.
 */
export async function endRiders(tx: Transaction, ends: readonly RiderEnd[], now: Instant): Promise<EndedRider[]> {
  if (ends.length === 0) return [];
  return await tx.query<EndedRider>(
    `update dispatch d set state = r.state, outcome = r.outcome, reason = r.reason, quote_version = r.quote_version, ended_at = $6::timestamptz
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[]) as r(reminder_id, state, outcome, reason, quote_version), message m
     where d.reminder_id = r.reminder_id and d.state = 'RIDING' and m.id = d.message_id
     returning d.reminder_id, d.term_id, d.contract_id, d.message_id, m.customer_id, m.recipient_id, m.channel, d.state, d.outcome, d.reason,
       d.quote_version, m.accepted_at`,
    [
      ends.map((e) => e.reminderId),
      ends.map((e) => e.state),
      ends.map((e) => e.outcome),
      ends.map((e) => e.reason),
      ends.map((e) => e.quoteVersion),
      timestamptz(now),
    ],
  );
}

/** How a message ends when none of its riders is left. */
export interface EmptyEnd {
  readonly messageId: string;
  readonly state: MessageEnd;
  readonly reason: string;
}

/**
 * After riders left: the next text is another one, or the message is over. @returns the ends of messages without
 * riders.
 */
export async function settleMessages(tx: Transaction, ends: readonly EmptyEnd[]): Promise<MessageState[]> {
  if (ends.length === 0) return [];
  const rows = await tx.query<{ state: MessageState }>(
    `update message m set text_revision = m.text_revision + 1,
       state = case when rides.some then m.state else e.state end, next_attempt_at = case when rides.some then m.next_attempt_at end, reason = case when rides.some then m.reason else e.reason end
     from unnest($1::uuid[], $2::text[], $3::text[]) as e(id, state, reason)
       cross join lateral (select exists (select from dispatch d where d.message_id = e.id and d.state = 'RIDING') as some) as rides
     where m.id = e.id and m.state = 'OPEN'
     returning m.state`,
    [ends.map((e) => e.messageId), ends.map((e) => e.state), ends.map((e) => e.reason)],
  );
  return rows.map((row) => row.state).filter((state) => state !== 'OPEN');
}

/** An open message and its riders under the message's lock. */
export interface LockedRider {
  readonly reminder_id: string;
  readonly message_id: string;
}

/**
 * Riding reminders of messages that no call has reached or can be reaching now, under the lock of those messages
 * (ascending id). Two statements: only one that begins behind the lock sees what its last holder wrote.
 */
export async function lockRiders(tx: Transaction, reminderIds: readonly string[]): Promise<LockedRider[]> {
  if (reminderIds.length === 0) return [];
  await tx.query(
    `select m.id from message m
     where m.state = 'OPEN' and m.id in (select d.message_id from dispatch d where d.reminder_id = any($1::uuid[])) order by m.id for update`,
    [reminderIds],
  );
  return await tx.query<LockedRider>(
    `select d.reminder_id, d.message_id from dispatch d join message m on m.id = d.message_id
     where d.reminder_id = any($1::uuid[]) and d.state = 'RIDING' and m.state = 'OPEN' and not m.frozen
       and not exists (select from attempt a where a.message_id = m.id and a.state = 'CALLING')
     order by d.reminder_id`,
    [reminderIds],
  );
}
