import type { Sql } from '@perennial/database/database';
import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import type { OpenMessage, Rider } from '../message/message.js';

/**
 * More than all processes together call at once. The inner limit is there for the planner: it walks the index in order,
 * whatever its statistics.
 */
const LOOK = 5_000;

/**
 * Open messages whose next attempt is due and that nobody is calling, with their riders; those that waited longest
 * first.
 */
export async function dueMessages(sql: Sql, now: Instant, limit: number): Promise<OpenMessage[]> {
  const messages = await sql.query<Omit<OpenMessage, 'riders'>>(
    `select m.id, m.customer_id as "customerId", m.contact_id as "contactId", m.recipient_id as "recipientId", m.channel, m.text_revision as "textRevision",
       m.frozen, m.attempts, m.content_hash as "contentHash", m.template_version as "templateVersion", m.locale, m.inputs, m.released_at as "releasedAt"
     from (select * from message where next_attempt_at <= $1::timestamptz order by next_attempt_at, id limit ${LOOK}) m
     where not exists (select from attempt a where a.message_id = m.id and a.state = 'CALLING')
     order by m.next_attempt_at, m.id limit $2`,
    [timestamptz(now), limit],
  );
  if (messages.length === 0) return [];
  const riders = await sql.query<Rider>(
    `select d.reminder_id as "reminderId", d.message_id as "messageId", d.term_id as "termId", d.template, d.product, d.last_day as "lastDay",
       d.closes_at as "closesAt", t.reason as withdrawn
     from dispatch d left join tombstone t on t.reminder_id = d.reminder_id
     where d.message_id = any($1::uuid[]) and d.state = 'RIDING' order by d.last_day, d.reminder_id`,
    [messages.map((message) => message.id)],
  );
  const byMessage = new Map<string, Rider[]>(messages.map((message) => [message.id, []]));
  for (const rider of riders) byMessage.get(rider.messageId)?.push(rider);
  // Between the two statements another process may have ended a message with all its riders.
  return messages
    .map((message) => ({ ...message, riders: byMessage.get(message.id) ?? [] }))
    .filter(({ riders: left }) => left.length > 0);
}

/** Puts open messages off. */
export async function postponeMessages(
  sql: Sql,
  waits: readonly { readonly messageId: string; readonly at: Instant }[],
): Promise<void> {
  await sql.execute(
    `update message m set next_attempt_at = w.at from unnest($1::uuid[], $2::timestamptz[]) as w(id, at)
     where m.id = w.id and m.next_attempt_at < w.at`,
    [waits.map((w) => w.messageId), timestamptzArray(waits.map((w) => w.at))],
  );
}

/** Business instant at which the next open message is due; null without one. */
export async function nextAttemptAt(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ at: Instant | null }>(`select min(next_attempt_at) as at from message`, []);
  return row?.at ?? null;
}
