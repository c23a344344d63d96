import type { Sql } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import type { OpenMessage, RidingDispatch } from '../message/message.js';

/**
 * More than all processes together call at once. The inner limit is there for the planner: it walks the index in order,
 * whatever its statistics.
 */
const LOOK = 5_000;
const DUE = `select * from message where channel = $1 and next_attempt_at <= $2::timestamptz
       order by next_attempt_at, message_id limit ${LOOK}`;

/**
 * Open messages of a channel whose next attempt is due and that nobody is calling, with what rides in them; those that
 * waited longest first. @param onlyShut leaves out those whose window is still open.
 */
export async function dueMessages(
  sql: Sql,
  channel: ChannelName,
  now: Instant,
  limit: number,
  onlyShut = false,
): Promise<OpenMessage[]> {
  const messages = await sql.query<Omit<OpenMessage, 'dispatches'>>(
    `select m.message_id as "messageId", m.customer_id as "customerId",
       json_build_object('kind', m.addressee_kind, 'id', m.addressee_id) as addressee, m.recipient_id as "recipientId",
       m.owner_id as "ownerId",
       m.channel, m.template, m.text_revision as "textRevision", m.frozen, m.retries, m.content_hash as "contentHash",
       m.template_version as "templateVersion", m.locale, m.inputs, m.texts, m.released_at as "releasedAt",
       m.window_closes_at as "windowClosesAt"
     from (${DUE}) m
     where not exists (select from attempt a where a.message_id = m.message_id and a.state = 'CALLING')
       and (not $4 or m.window_closes_at <= $2::timestamptz)
     order by m.next_attempt_at, m.message_id limit $3`,
    [channel, timestamptz(now), limit, onlyShut],
  );
  if (messages.length === 0) return [];
  const dispatches = await sql.query<RidingDispatch>(
    `select d.reminder_id as "reminderId", d.rung, d.message_id as "messageId", d.term_id as "termId", d.product,
       d.last_day as "lastDay", d.template, d.legal, d.last_step as "lastStep",
       coalesce(d.purpose, case when d.legal then 'legal' else split_part(d.step, '/', 2) end) as purpose,
       d.corrects_last_day as "correctsLastDay", d.window_closes_at as "windowClosesAt", t.reason as withdrawn
     from dispatch d left join tombstone t on t.reminder_id = d.reminder_id
     where d.message_id = any($1::uuid[]) and d.state = 'RIDING' order by d.last_day, d.product, d.term_id, d.reminder_id`,
    [messages.map(({ messageId }) => messageId)],
  );
  const byMessage = new Map<string, RidingDispatch[]>(messages.map(({ messageId }) => [messageId, []]));
  for (const dispatch of dispatches) byMessage.get(dispatch.messageId)?.push(dispatch);
  // Between the two statements another process may have ended a message with all that rode in it.
  return messages
    .map((message) => ({ ...message, dispatches: byMessage.get(message.messageId) ?? [] }))
    .filter(({ dispatches: riding }) => riding.length > 0);
}

/** Business instant at which the next open message of a channel is due; null without one. */
export async function nextAttemptAt(sql: Sql, channel: ChannelName): Promise<Instant | null> {
  const [row] = await sql.query<{ at: Instant | null }>(
    `select min(next_attempt_at) as at from message where channel = $1 and next_attempt_at is not null`,
    [channel],
  );
  return row?.at ?? null;
}

/** Business instant at which the first window of the messages that are due shuts; null without one. */
export async function firstShut(sql: Sql, channel: ChannelName, now: Instant): Promise<Instant | null> {
  const [row] = await sql.query<{ at: Instant | null }>(`select min(window_closes_at) as at from (${DUE}) m`, [
    channel,
    timestamptz(now),
  ]);
  return row?.at ?? null;
}
