import type { Sql } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import type { EndedRider } from './outcome.js';

export interface MessageFilter {
  readonly customerId: string | null;
  readonly termId: string | null;
  readonly state: string | null;
  /** Id after which the page begins. */
  readonly after: string | null;
  readonly limit: number;
}

export interface MessageRow {
  readonly id: string;
  readonly customer_id: string;
  readonly contact_id: string;
  readonly recipient_id: string;
  readonly channel: string;
  readonly state: string;
  readonly reason: string | null;
  readonly template: string;
  readonly template_version: number | null;
  readonly content_hash: string | null;
  readonly opened_at: Instant;
  readonly accepted_at: Instant | null;
}

export interface RiderRow {
  readonly message_id: string;
  readonly reminder_id: string;
  readonly term_id: string;
  readonly state: string;
  readonly reason: string | null;
}

export interface AttemptRow {
  readonly id: string;
  readonly message_id: string;
  readonly provider: string;
  readonly state: string;
  readonly detail: string | null;
  readonly started_at: Instant;
  readonly ended_at: Instant | null;
  readonly looked: boolean;
}

/** A page of messages in the order of their ids. */
export async function pageOfMessages(sql: Sql, filter: MessageFilter): Promise<MessageRow[]> {
  return await sql.query<MessageRow>(
    `select m.id, m.customer_id, m.contact_id, m.recipient_id, m.channel, m.state, m.reason, m.template, m.template_version, m.content_hash, m.opened_at, m.accepted_at
     from message m
     where ($1::uuid is null or m.customer_id = $1::uuid) and ($3::text is null or m.state = $3) and ($4::uuid is null or m.id > $4::uuid)
       and ($2::uuid is null or m.id in (select d.message_id from dispatch d where d.term_id = $2::uuid))
     order by m.id limit $5`,
    [filter.customerId, filter.termId, filter.state, filter.after, filter.limit],
  );
}

export async function ridersOfMessages(sql: Sql, messageIds: readonly string[]): Promise<RiderRow[]> {
  return await sql.query<RiderRow>(
    `select message_id, reminder_id, term_id, state, reason from dispatch where message_id = any($1::uuid[]) order by last_day, reminder_id`,
    [messageIds],
  );
}

export async function attemptsOfMessages(sql: Sql, messageIds: readonly string[]): Promise<AttemptRow[]> {
  return await sql.query<AttemptRow>(
    `select id, message_id, provider, state, detail, started_at, ended_at, looked from attempt where message_id = any($1::uuid[]) order by n`,
    [messageIds],
  );
}

/** Riders that have ended, of the messages of a page. */
export async function endedRidersOf(sql: Sql, messageIds: readonly string[]): Promise<EndedRider[]> {
  return await sql.query<EndedRider>(
    `select d.reminder_id, d.term_id, d.contract_id, d.message_id, m.customer_id, m.recipient_id, m.channel, d.state, d.outcome, d.reason, d.quote_version,
       case when d.state = 'SENT' then m.accepted_at end as accepted_at
     from dispatch d join message m on m.id = d.message_id
     where d.message_id = any($1::uuid[]) and d.outcome is not null order by d.message_id, d.reminder_id`,
    [messageIds],
  );
}
