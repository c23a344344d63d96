import type { Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { MessageId, ReminderId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import { DISPATCH, MESSAGE, type MessageEnd, type MessageState, type RidingDispatch } from './message.js';
import type { DispatchEnding, Ended } from './outcome.js';
import { ANSWER, ENDED } from './outcome.store.js';

/** Ends dispatches that still ride; the lock of their messages is held. @returns those that ended. */
export async function endDispatches(tx: Transaction, ends: readonly DispatchEnding[], now: Instant): Promise<Ended[]> {
  if (ends.length === 0) return [];
  for (const { state } of ends) DISPATCH.assert('RIDING', state);
  return await tx.query<Ended>(
    `with ended as (
       update dispatch d set state = r.state, reason = r.reason, ended_at = $8::timestamptz
       from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[])
           as r(reminder_id, rung, state, outcome, reason, retry, fails_over), message m
       where d.reminder_id = r.reminder_id and d.rung = r.rung and d.state = 'RIDING' and m.message_id = d.message_id
       returning ${ENDED}
     )${ANSWER}`,
    [
      ends.map((e) => e.reminderId),
      ends.map((e) => e.rung),
      ends.map((e) => e.state),
      ends.map((e) => e.outcome),
      ends.map((e) => e.reason),
      ends.map((e) => e.retry),
      ends.map((e) => e.failsOver),
      timestamptz(now),
    ],
  );
}

const UNENDED = ['OPEN', 'WAITING'] as const;

/** How a message ends when nothing rides in it any more. */
export interface EmptyEnd {
  readonly messageId: MessageId;
  readonly state: MessageEnd;
  readonly reason: string;
}

/** A message that dispatches left, as it stands then. */
export interface LeftMessage {
  readonly messageId: MessageId;
  readonly channel: ChannelName;
  readonly state: MessageState;
}

/**
 * After dispatches left: the next text is another one, or the message is over. One that waits for a person keeps the
 * text that he has.
 */
export async function closeEmptied(tx: Transaction, ends: readonly EmptyEnd[]): Promise<LeftMessage[]> {
  if (ends.length === 0) return [];
  for (const { state } of ends) for (const from of UNENDED) MESSAGE.assert(from, state);
  return await tx.query<LeftMessage>(
    `update message m set text_revision = m.text_revision + (m.state = 'OPEN')::int,
       state = case when rides.some then m.state else e.state end,
       next_attempt_at = case when rides.some then m.next_attempt_at end,
       reason = case when rides.some then m.reason else e.reason end
     from unnest($1::uuid[], $2::text[], $3::text[]) as e(message_id, state, reason)
       cross join lateral (select exists (
         select from dispatch d where d.message_id = e.message_id and d.state = 'RIDING') as some) as rides
     where m.message_id = e.message_id and m.state in ('OPEN', 'WAITING')
     returning m.message_id as "messageId", m.channel, m.state`,
    [ends.map((e) => e.messageId), ends.map((e) => e.state), ends.map((e) => e.reason)],
  );
}

/** What identifies a riding dispatch. */
export type DispatchKey = Pick<RidingDispatch, 'reminderId' | 'rung' | 'messageId'>;

/** What a person was given is a row of ours: whoever rides in it may leave it as long as nobody has done it. */
const MAY_LEAVE = `(m.state = 'OPEN' and not m.frozen or m.channel = 'TASK' and m.state in ('OPEN', 'WAITING'))`;
const UNTOUCHED = `d.state = 'RIDING' and ${MAY_LEAVE}
       and not exists (select from attempt a where a.message_id = m.message_id and a.state = 'CALLING')`;

/**
 * Riding dispatches of messages that nobody can have read and that no call is reaching now, under the lock of those
 * messages (ascending id). Two statements: only one that begins behind the lock sees what its last holder wrote.
 */
export async function lockDispatches(tx: Transaction, reminderIds: readonly ReminderId[]): Promise<DispatchKey[]> {
  if (reminderIds.length === 0) return [];
  const [, dispatches] = await tx.pipeline([
    tx.query(
      `select m.message_id from message m
       where m.state in ('OPEN', 'WAITING')
         and m.message_id in (select d.message_id from dispatch d where d.reminder_id = any($1::uuid[]))
       order by m.message_id for update`,
      [reminderIds],
    ),
    tx.query<DispatchKey>(
      `select d.reminder_id as "reminderId", d.rung, d.message_id as "messageId"
       from dispatch d join message m using (message_id)
       where d.reminder_id = any($1::uuid[]) and ${UNTOUCHED} order by d.reminder_id`,
      [reminderIds],
    ),
  ]);
  return dispatches;
}

/** Reminders that ride for one of the terms and may leave, at most `limit` of them. */
export async function ridingOfTerms(tx: Transaction, termIds: readonly TermId[], limit: number): Promise<ReminderId[]> {
  const rows = await tx.query<{ reminder_id: ReminderId }>(
    `select d.reminder_id from dispatch d join message m using (message_id)
     where d.term_id = any($1::uuid[]) and ${UNTOUCHED} order by d.reminder_id limit $2`,
    [termIds, limit],
  );
  return rows.map((row) => row.reminder_id);
}

/**
 * Moves dispatches into messages of their own, one for each message that they leave, which wait until `at`; the locks
 * of the old messages are held.
 */
export async function splitMessages(
  tx: Transaction,
  splits: readonly { readonly from: MessageId; readonly to: MessageId; readonly at: Instant }[],
  leaving: readonly DispatchKey[],
): Promise<void> {
  if (splits.length === 0) return;
  const moves = [splits.map(({ from }) => from), splits.map(({ to }) => to)];
  await tx.pipeline([
    tx.execute(
      `insert into message (message_id, customer_id, addressee_kind, addressee_id, recipient_id, channel, state, reason,
         template, next_attempt_at, opened_at, released_at, window_closes_at, owner_id, team_id)
       select s.new_id, m.customer_id, m.addressee_kind, m.addressee_id, m.recipient_id, m.channel, 'OPEN',
         'NO_QUOTE_YET', m.template, s.at, m.opened_at, m.released_at, m.window_closes_at, m.owner_id, m.team_id
       from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as s(old_id, new_id, at)
         join message m on m.message_id = s.old_id
       order by s.new_id`,
      [...moves, splits.map(({ at }) => timestamptz(at))],
    ),
    tx.execute(
      `update dispatch d set message_id = s.new_id from unnest($1::uuid[], $2::uuid[]) as s(old_id, new_id)
       where d.message_id = s.old_id and d.state = 'RIDING' and d.reminder_id = any($3::uuid[])`,
      [...moves, leaving.map(({ reminderId }) => reminderId)],
    ),
  ]);
}
