import type { Sql, Transaction } from '@perennial/database/database';
import { jsonArray, timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { MessageId, ReminderId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { DueDispatch, DueMessage } from './due-message.js';
import { FAILOVER_MS } from './failover.js';
import { FURTHER } from './failover.store.js';

/** Writes messages that are new. @returns their ids. */
export async function insertMessages(
  tx: Transaction,
  messages: readonly DueMessage[],
  now: Instant,
): Promise<Set<MessageId>> {
  const rows = await tx.query<{ message_id: MessageId }>(
    `insert into message (message_id, customer_id, addressee_kind, addressee_id, recipient_id, channel, state, template,
       next_attempt_at, released_at, window_closes_at, owner_id, team_id, opened_at)
     select m.message_id, m.customer_id, m.addressee_kind, m.addressee_id, m.recipient_id, m.channel, 'OPEN',
       m.template, m.window_opens_at, m.released_at, m.window_closes_at, m.owner_id, m.team_id, $13::timestamptz
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],
         $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::uuid[], $12::uuid[])
       as m(message_id, customer_id, addressee_kind, addressee_id, recipient_id, channel, template,
         window_opens_at, released_at, window_closes_at, owner_id, team_id)
     order by m.message_id on conflict do nothing returning message_id`,
    [
      messages.map((m) => m.messageId),
      messages.map((m) => m.customerId),
      messages.map((m) => m.addressee.kind),
      messages.map((m) => m.addressee.id),
      messages.map((m) => m.recipientId),
      messages.map((m) => m.channel),
      messages.map((m) => m.template),
      timestamptzArray(messages.map((m) => m.windowOpensAt)),
      timestamptzArray(messages.map((m) => m.releasedAt)),
      timestamptzArray(messages.map((m) => m.windowClosesAt)),
      messages.map((m) => m.ownerId),
      messages.map((m) => m.teamId),
      timestamptz(now),
    ],
  );
  return new Set(rows.map((row) => row.message_id));
}

/**
 * Ties rungs to their messages. One that is tied already, to whatever message, is left alone.
 * @returns the reminders whose rung is new.
 */
export async function insertDispatches(tx: Transaction, dispatches: readonly DueDispatch[]): Promise<Set<ReminderId>> {
  const rows = await tx.query<{ reminder_id: ReminderId }>(
    `insert into dispatch (reminder_id, rung, message_id, term_id, contract_id, step, template, product, last_day,
       legal, rungs, window_closes_at, purpose, last_step, corrects_last_day, state)
     select r.*, 'RIDING'
     from unnest($1::uuid[], $2::int[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[],
         $9::date[], $10::bool[], $11::jsonb[], $12::timestamptz[], $13::text[], $14::bool[], $15::date[])
       as r(reminder_id, rung, message_id, term_id, contract_id, step, template, product, last_day, legal, rungs,
         window_closes_at, purpose, last_step, corrects_last_day)
     order by r.reminder_id, r.rung on conflict do nothing returning reminder_id`,
    [
      dispatches.map((d) => d.reminderId),
      dispatches.map((d) => d.rung),
      dispatches.map((d) => d.messageId),
      dispatches.map((d) => d.termId),
      dispatches.map((d) => d.contractId),
      dispatches.map((d) => d.step),
      dispatches.map((d) => d.template),
      dispatches.map((d) => d.product),
      dispatches.map((d) => d.lastDay),
      dispatches.map((d) => d.legal),
      jsonArray(dispatches.map((d) => d.rungs)),
      timestamptzArray(dispatches.map((d) => d.windowClosesAt)),
      dispatches.map((d) => d.purpose),
      dispatches.map((d) => d.lastStep),
      dispatches.map((d) => d.correctsLastDay),
    ],
  );
  return new Set(rows.map((row) => row.reminder_id));
}

/** Remembers recalled reminders; the first reason stays. */
export async function insertTombstones(
  tx: Transaction,
  recalled: readonly { readonly reminderId: ReminderId; readonly reason: string }[],
  now: Instant,
): Promise<void> {
  await tx.execute(
    `insert into tombstone (reminder_id, reason, withdrawn_at)
     select distinct on (reminder_id) reminder_id, reason, $3::timestamptz
     from unnest($1::uuid[], $2::text[]) as t(reminder_id, reason) order by reminder_id
     on conflict do nothing`,
    [recalled.map((r) => r.reminderId), recalled.map((r) => r.reason), timestamptz(now)],
  );
}

/** Recalled reminders of the list. */
export async function tombstonesOf(tx: Transaction, reminderIds: readonly ReminderId[]): Promise<Set<ReminderId>> {
  const rows = await tx.query<{ reminder_id: ReminderId }>(
    `select reminder_id from tombstone where reminder_id = any($1::uuid[])`,
    [reminderIds],
  );
  return new Set(rows.map((row) => row.reminder_id));
}

/** Sets a message aside whose call is over and whose result cannot be written: it is never called again. */
export async function freezeMessage(sql: Sql, messageId: MessageId, at: Instant, reason: string): Promise<void> {
  await sql.execute(
    `update message set frozen = true, next_attempt_at = $2::timestamptz, reason = $3
     where message_id = $1::uuid and state = 'OPEN'`,
    [messageId, timestamptz(at), reason],
  );
}

interface Postponed {
  readonly messageId: MessageId;
  readonly at: Instant;
  readonly reason: string;
  /** Nobody can take it now: where a rung is left, that one has its turn after a while. */
  readonly down?: boolean;
}

/** Puts open messages off, with the reason. */
export async function postponeMessages(sql: Sql, waits: readonly Postponed[], now: Instant): Promise<void> {
  await sql.execute(
    `with waiting as (
       select w.message_id, w.at, w.reason, coalesce(m.failover_at, case when w.down and exists (
         select from dispatch d where d.message_id = w.message_id and d.state = 'RIDING' and ${FURTHER})
         then $5::timestamptz + interval '${FAILOVER_MS} milliseconds' end) as failover_at
       from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::bool[]) as w(message_id, at, reason, down)
         join message m using (message_id))
     update message m set next_attempt_at = least(w.at, w.failover_at), reason = w.reason, failover_at = w.failover_at
     from waiting w where m.message_id = w.message_id and m.next_attempt_at < least(w.at, w.failover_at)`,
    [
      waits.map((w) => w.messageId),
      timestamptzArray(waits.map((w) => w.at)),
      waits.map((w) => w.reason),
      waits.map((w) => w.down ?? false),
      timestamptz(now),
    ],
  );
}
