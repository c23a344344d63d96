import type { Sql } from '@perennial/database/database';
import { Where } from '@perennial/database/where';
import type { AttemptId, CustomerId, MessageId, RecipientId, ReminderId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import type { Addressee, DispatchState, MessageState } from './message.js';

/** Null leaves a condition out. */
export interface MessageFilter {
  readonly messageId: MessageId | null;
  readonly customerId: CustomerId | null;
  readonly termId: TermId | null;
  readonly state: MessageState | null;
  /** Id after which the page begins. */
  readonly after: MessageId | null;
}

export interface ListedMessage {
  readonly messageId: MessageId;
  readonly customerId: CustomerId;
  readonly addressee: Addressee;
  readonly recipientId: RecipientId;
  readonly channel: ChannelName;
  readonly state: MessageState;
  readonly reason: string | null;
  readonly template: string;
  readonly templateVersion: number | null;
  readonly contentHash: string | null;
  readonly openedAt: Instant;
  readonly acceptedAt: Instant | null;
}

export interface ListedDispatch {
  readonly messageId: MessageId;
  readonly reminderId: ReminderId;
  readonly rung: number;
  readonly termId: TermId;
  readonly state: DispatchState;
  readonly reason: string | null;
}

export interface ListedAttempt {
  readonly attemptId: AttemptId;
  readonly messageId: MessageId;
  readonly provider: string;
  readonly state: string;
  readonly detail: string | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly looked: boolean;
}

/**
 * A page of messages in the order of their ids, archived ones among them. Those of a term are named by an array, which
 * is looked up in each month's index: joined, all of them would be read (ADR 0020).
 * The state is compared as the index for this list has it, which nothing else may use (ADR 0014).
 */
export async function pageOfMessages(sql: Sql, filter: MessageFilter, limit: number): Promise<ListedMessage[]> {
  const where = new Where()
    .and('m.message_id = ?::uuid', filter.messageId)
    .and('m.customer_id = ?::uuid', filter.customerId)
    .and('m.message_id = any(array(select d.message_id from dispatch_all d where d.term_id = ?::uuid))', filter.termId)
    .and('lower(m.state) = lower(?)', filter.state)
    .and('m.message_id > ?::uuid', filter.after);
  return await sql.query<ListedMessage>(
    `select m.message_id as "messageId", m.customer_id as "customerId",
       json_build_object('kind', m.addressee_kind, 'id', m.addressee_id) as addressee, m.recipient_id as "recipientId",
       m.channel, m.state, m.reason, m.template, m.template_version as "templateVersion",
       m.content_hash as "contentHash", m.opened_at as "openedAt", m.accepted_at as "acceptedAt"
     from message_all m ${where.text} order by m.message_id limit ${where.value(limit)}`,
    where.values,
  );
}

export async function dispatchesOfMessages(sql: Sql, messageIds: readonly MessageId[]): Promise<ListedDispatch[]> {
  return await sql.query<ListedDispatch>(
    `select message_id as "messageId", reminder_id as "reminderId", rung, term_id as "termId", state, reason
     from dispatch_all where message_id = any($1::uuid[]) order by last_day, reminder_id, rung`,
    [messageIds],
  );
}

export async function attemptsOfMessages(sql: Sql, messageIds: readonly MessageId[]): Promise<ListedAttempt[]> {
  return await sql.query<ListedAttempt>(
    `select attempt_id as "attemptId", message_id as "messageId", provider, state, detail, started_at as "startedAt",
       ended_at as "endedAt", looked
     from attempt_all where message_id = any($1::uuid[]) order by n`,
    [messageIds],
  );
}
