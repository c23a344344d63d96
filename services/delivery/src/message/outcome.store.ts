import type { Sql, Transaction } from '@perennial/database/database';
import type { MessageId, ReminderId } from '@perennial/kernel/ids';
import type { ChannelName } from '../channel/channel.js';
import { NEXT_RUNG } from './failover.store.js';
import type { Ended, Outcome } from './outcome.js';

/** What `returning` gives of a dispatch `d` of message `m` that ends as row `r` says. */
export const ENDED = `d.reminder_id, d.rung, d.term_id, d.contract_id, d.message_id, m.customer_id, m.recipient_id,
  m.owner_id, m.team_id, m.channel, m.addressee_kind, m.addressee_id, d.state, d.last_step, d.quote_version, m.accepted_at, r.outcome, r.reason, r.retry, d.ended_at,
  d.rungs, r.fails_over`;

const OUTCOME = `e.reminder_id as "reminderId", e.rung, e.term_id as "termId", e.contract_id as "contractId",
  e.message_id as "messageId", e.customer_id as "customerId", e.recipient_id as "recipientId", e.channel,
  e.state as "dispatchState", e.outcome, e.reason, e.retry, e.quote_version as "quoteVersion",
  e.accepted_at as "acceptedAt", e.last_step as "lastStep", e.owner_id as "ownerId", e.team_id as "teamId",
  case when e.rung > 0 then (
    select json_agg(json_build_object('rung', p.rung, 'channel', pm.channel, 'state', p.state, 'reason', p.reason,
      'messageId', p.message_id) order by p.rung)
    from dispatch_all p join message_all pm on pm.message_id = p.message_id
    where p.reminder_id = e.reminder_id and p.rung < e.rung) end as earlier`;

/**
 * Stands behind `with ended as (update dispatch … returning ${ENDED})` and makes `Ended` of it. The outcome of a
 * reminder is a row of its own: whoever writes it publishes it, in the same transaction. What fails over gives none;
 * where there is one already, `answers` says that this is none.
 */
export const ANSWER = `, rung as (
    select d.*, case when d.fails_over then ${NEXT_RUNG} end as next_rung from ended d
  ), answered as (
    insert into outcome (reminder_id, rung, state, reason, retry, answered_at)
    select reminder_id, rung, outcome, reason, retry, ended_at from rung where next_rung is null order by reminder_id
    on conflict do nothing returning reminder_id
  )
  select ${OUTCOME}, e.next_rung as "nextRung",
    json_build_object('kind', e.addressee_kind, 'id', e.addressee_id) as addressee,
    replace(e.rungs -> e.next_rung ->> 'channel', 'CHANNEL_', '') as "nextChannel", a.reminder_id is not null as answers
  from rung e left join answered a using (reminder_id) order by e.reminder_id`;

/** An outcome that was given while nobody knew, and what it told. */
export interface CorrectedOutcome {
  readonly reminderId: ReminderId;
  /** The message that may have told it, its channel and who was called. */
  readonly messageId: MessageId;
  readonly channel: ChannelName;
  readonly provider: string;
}

/**
 * Outcomes of reminders that were given as uncertain, and whose dispatches have ended for sure by now: they say what is
 * known. Any other outcome stays. @returns those that were corrected, with what they had told.
 */
export async function correctOutcomes(tx: Transaction, ends: readonly Ended[]): Promise<CorrectedOutcome[]> {
  if (ends.length === 0) return [];
  return await tx.query<CorrectedOutcome>(
    `with told as (
       select o.reminder_id, p.message_id, m.channel, r.rung, r.state, r.reason, r.retry,
         (select a.provider from attempt a where a.message_id = p.message_id order by a.n desc limit 1) as provider
       from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[]) as r(reminder_id, rung, state, reason, retry)
         join outcome o on o.reminder_id = r.reminder_id and o.state = 'SENT' and o.reason is not null
         join dispatch p on p.reminder_id = o.reminder_id and p.rung = o.rung and p.state <> 'UNCERTAIN'
         join message m on m.message_id = p.message_id
       order by o.reminder_id
     )
     update outcome o set rung = t.rung, state = t.state, reason = t.reason, retry = t.retry
     from told t where o.reminder_id = t.reminder_id
     returning o.reminder_id as "reminderId", t.message_id as "messageId", t.channel, coalesce(t.provider, '') as provider`,
    [
      ends.map((e) => e.reminderId),
      ends.map((e) => e.rung),
      ends.map((e) => e.outcome),
      ends.map((e) => e.reason),
      ends.map((e) => e.retry),
    ],
  );
}

/** The outcomes that the messages of a page gave, archived ones among them. */
export async function outcomesOf(sql: Sql, messageIds: readonly MessageId[]): Promise<Outcome[]> {
  return await sql.query<Outcome>(
    `select ${OUTCOME} from (
       select d.reminder_id, d.rung, d.term_id, d.contract_id, d.message_id, m.customer_id, m.recipient_id, m.channel,
         m.owner_id, m.team_id, d.last_step, d.state, o.state as outcome, o.reason, o.retry, d.quote_version,
         case when d.state = 'SENT' then m.accepted_at end as accepted_at
       from dispatch_all d join outcome_all o using (reminder_id, rung)
       join message_all m on m.message_id = d.message_id
       where d.message_id = any($1::uuid[])) e
     order by e.message_id, e.reminder_id`,
    [messageIds],
  );
}
