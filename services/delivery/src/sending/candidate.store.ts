import type { Sql } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import { addMs, instant, type Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import { FAILOVER_MS } from '../message/failover.js';
import { FURTHER } from '../message/failover.store.js';
import type { OpenMessage, RidingDispatch } from '../message/message.js';

/**
 * More than all processes together call at once. The inner limit is there for the planner: it walks the index in order,
 * whatever its statistics.
 */
const LOOK = 5_000;
const DUE = `select * from message where channel = $1 and next_attempt_at <= $2::timestamptz
       order by next_attempt_at, message_id limit ${LOOK}`;

/** Whether a message waited long enough for its next channel: since a call of it failed, or all providers are down. */
const FAILS_OVER = `(coalesce(m.failover_at <= $2::timestamptz, false) or m.next_attempt_at <= $3::timestamptz)`;

/** What lets a message that cannot be called be looked at. */
const ENDS = `(m.window_closes_at <= $2::timestamptz or ${FAILS_OVER} and exists (
         select from dispatch d where d.message_id = m.message_id and d.state = 'RIDING' and ${FURTHER}))`;

/** Since when a channel has no provider that is well; null while it has one. A probe in between changes nothing. */
export type DownSince = Instant | null;

/** What was due before this found no provider for longer than it waits for one. */
function waitedBefore(downSince: DownSince, now: Instant): Instant {
  const before = addMs(now, -FAILOVER_MS);
  return downSince !== null && downSince <= before ? before : instant(0);
}

/** Which of the messages that are due are taken. */
export interface Due {
  readonly limit: number;
  readonly downSince?: DownSince;
  /** Only those that end or fail over: no call can start. */
  readonly onlyEnds?: boolean;
}

/**
 * Open messages of a channel whose next attempt is due and that nobody is calling, with what rides in them; those that
 * waited longest first.
 */
export async function dueMessages(
  sql: Sql,
  channel: ChannelName,
  now: Instant,
  { limit, downSince = null, onlyEnds = false }: Due,
): Promise<OpenMessage[]> {
  const messages = await sql.query<Omit<OpenMessage, 'dispatches'>>(
    `select m.message_id as "messageId", m.customer_id as "customerId",
       json_build_object('kind', m.addressee_kind, 'id', m.addressee_id) as addressee, m.recipient_id as "recipientId",
       m.owner_id as "ownerId",
       m.channel, m.template, m.text_revision as "textRevision", m.frozen, m.retries, m.content_hash as "contentHash",
       m.template_version as "templateVersion", m.locale, m.inputs, m.texts, m.released_at as "releasedAt",
       m.passed_over as "passedOver", ${FAILS_OVER} as "failsOver", m.window_closes_at as "windowClosesAt"
     from (${DUE}) m
     where not exists (select from attempt a where a.message_id = m.message_id and a.state = 'CALLING')
       and (not $5 or ${ENDS})
     order by m.next_attempt_at, m.message_id limit $4`,
    [channel, timestamptz(now), timestamptz(waitedBefore(downSince, now)), limit, onlyEnds],
  );
  if (messages.length === 0) return [];
  const dispatches = await sql.query<RidingDispatch>(
    `select d.reminder_id as "reminderId", d.rung, d.message_id as "messageId", d.term_id as "termId", d.product,
       d.last_day as "lastDay", d.template, d.legal, d.last_step as "lastStep", ${FURTHER} as further,
       coalesce((d.rungs -> d.rung ->> 'closesAt')::timestamptz <= d.window_closes_at, false)
         or d.ended_at is not null or d.rung > 0 and exists (select from outcome o where o.reminder_id = d.reminder_id)
         as "lastOpening",
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

/** Channels that have open messages, and the business instant at which the first of each is due. */
export async function nextAttempts(
  sql: Sql,
  channels: readonly ChannelName[],
): Promise<{ readonly channel: ChannelName; readonly at: Instant }[]> {
  return await sql.query(
    `select c.channel, m.at from unnest($1::text[]) with ordinality as c(channel, n)
       cross join lateral (
         select min(next_attempt_at) as at from message where channel = c.channel and next_attempt_at is not null) m
     where m.at is not null order by c.n`,
    [channels],
  );
}

/**
 * Business instant at which, while a channel is down, the first of the messages that are due ends or fails over; null
 * without one.
 */
export async function firstEnd(
  sql: Sql,
  channel: ChannelName,
  now: Instant,
  downSince: Instant,
): Promise<Instant | null> {
  const [row] = await sql.query<{ at: Instant | null }>(
    `select min(least(m.window_closes_at, case when exists (
         select from dispatch d where d.message_id = m.message_id and d.state = 'RIDING' and ${FURTHER})
       then least(m.failover_at, greatest(m.next_attempt_at, $3::timestamptz) + interval '${FAILOVER_MS} milliseconds')
       end)) as at from (${DUE}) m`,
    [channel, timestamptz(now), timestamptz(downSince)],
  );
  return row?.at ?? null;
}
