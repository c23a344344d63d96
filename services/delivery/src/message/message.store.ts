import type { Transaction } from '@perennial/database/database';
import { jsonArray, timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import type { DueMessage, DueRider } from './due-message.js';

/** Writes messages that are new. @returns their ids. */
export async function insertMessages(
  tx: Transaction,
  messages: readonly DueMessage[],
  now: Instant,
): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    `insert into message (id, customer_id, contact_id, recipient_id, channel, state, template, next_attempt_at, released_at, closes_at, owner_id, team_id, opened_at)
     select m.id, m.customer_id, m.contact_id, m.recipient_id, 'EMAIL', 'OPEN', m.template, m.opens_at, m.released_at, m.closes_at, m.owner_id, m.team_id, $11::timestamptz
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::uuid[], $10::uuid[])
       as m(id, customer_id, contact_id, recipient_id, template, opens_at, released_at, closes_at, owner_id, team_id)
     order by m.id on conflict do nothing returning id`,
    [
      messages.map((m) => m.id),
      messages.map((m) => m.customerId),
      messages.map((m) => m.contactId),
      messages.map((m) => m.recipientId),
      messages.map((m) => m.template),
      timestamptzArray(messages.map((m) => m.opensAt)),
      timestamptzArray(messages.map((m) => m.releasedAt)),
      timestamptzArray(messages.map((m) => m.closesAt)),
      messages.map((m) => m.ownerId),
      messages.map((m) => m.teamId),
      timestamptz(now),
    ],
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * Ties riders to their messages. A reminder that rides already, in whatever message, is left alone. @returns the new
 * ones.
 */
export async function insertRiders(tx: Transaction, riders: readonly DueRider[]): Promise<Set<string>> {
  const rows = await tx.query<{ reminder_id: string }>(
    `insert into dispatch (reminder_id, message_id, term_id, contract_id, step, template, product, last_day, legal, rungs, closes_at, state)
     select r.*, 'RIDING'
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::date[], $9::bool[], $10::jsonb[], $11::timestamptz[])
       as r(reminder_id, message_id, term_id, contract_id, step, template, product, last_day, legal, rungs, closes_at)
     order by r.reminder_id on conflict do nothing returning reminder_id`,
    [
      riders.map((r) => r.reminderId),
      riders.map((r) => r.messageId),
      riders.map((r) => r.termId),
      riders.map((r) => r.contractId),
      riders.map((r) => r.step),
      riders.map((r) => r.template),
      riders.map((r) => r.product),
      riders.map((r) => r.lastDay),
      riders.map((r) => r.legal),
      jsonArray(riders.map((r) => r.rungs)),
      timestamptzArray(riders.map((r) => r.closesAt)),
    ],
  );
  return new Set(rows.map((row) => row.reminder_id));
}

/** Remembers recalled reminders; the first reason stays. */
export async function insertTombstones(
  tx: Transaction,
  recalled: readonly { readonly reminderId: string; readonly reason: string }[],
  now: Instant,
): Promise<void> {
  await tx.execute(
    `insert into tombstone (reminder_id, reason, withdrawn_at)
     select distinct on (reminder_id) reminder_id, reason, $3::timestamptz from unnest($1::uuid[], $2::text[]) as t(reminder_id, reason) order by reminder_id
     on conflict do nothing`,
    [recalled.map((r) => r.reminderId), recalled.map((r) => r.reason), timestamptz(now)],
  );
}

/** Recalled reminders of the list. */
export async function tombstonesOf(tx: Transaction, reminderIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ reminder_id: string }>(
    `select reminder_id from tombstone where reminder_id = any($1::uuid[])`,
    [reminderIds],
  );
  return new Set(rows.map((row) => row.reminder_id));
}
