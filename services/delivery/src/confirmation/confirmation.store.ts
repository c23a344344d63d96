import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import { newId, type MessageId, type ReminderId, type TermId } from '@perennial/kernel/ids';
import { addMs, type Instant } from '@perennial/kernel/instant';
import {
  CONFIRMATION,
  KEPT_MS,
  type ConfirmationEnd,
  type ConfirmationId,
  type WaitingConfirmation,
} from './confirmation.js';

/** A message that its provider keeps until a colleague confirms it. */
export interface NewConfirmation {
  readonly messageId: MessageId;
  readonly providerMessageId: string;
}

/**
 * Written with the result of the call, whose message is locked; who was called stands in its attempt. Looked at at
 * once: what left the message while it was called leaves it then.
 */
export async function insertConfirmations(
  tx: Transaction,
  list: readonly NewConfirmation[],
  now: Instant,
): Promise<void> {
  if (list.length === 0) return;
  await tx.execute(
    `insert into confirmation (message_id, confirmation_id, provider, endpoint, provider_message_id, state, asked_at,
       look_at)
     select n.message_id, n.confirmation_id, a.provider, a.endpoint, n.provider_message_id, 'WAITING_FOR_STAFF',
       $4::timestamptz, $4::timestamptz
     from unnest($1::uuid[], $2::uuid[], $3::text[]) as n(message_id, confirmation_id, provider_message_id)
       cross join lateral (select a.provider, a.endpoint from attempt a where a.message_id = n.message_id
         order by a.n desc limit 1) as a
     order by n.message_id on conflict do nothing`,
    [
      list.map(({ messageId }) => messageId),
      list.map(() => newId<ConfirmationId>()),
      list.map(({ providerMessageId }) => providerMessageId),
      timestamptz(now),
    ],
  );
}

/** What waits and is to be asked about, the longest due first. */
export async function confirmationsToLookAt(sql: Sql, now: Instant, limit: number): Promise<WaitingConfirmation[]> {
  return await sql.query<WaitingConfirmation>(
    `select c.message_id as "messageId", json_build_object('name', c.provider, 'endpoint', c.endpoint) as provider,
       c.provider_message_id as "providerMessageId", c.asked_at as "askedAt", c.nudged_at as "nudgedAt", c.failures,
       c.look_at as "lookAt"
     from confirmation c where c.look_at <= $1::timestamptz and c.state = 'WAITING_FOR_STAFF'
     order by c.look_at, c.message_id limit $2`,
    [timestamptz(now), limit],
  );
}

/** The least instant at which something is to be done with one; null without one. */
export async function nextConfirmationAt(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ at: Instant }>(
    `select look_at as at from confirmation order by look_at, message_id limit 1`,
    [],
  );
  return row?.at ?? null;
}

/** Something may have to leave what waits for these terms: it is looked at at once. @returns how many there are. */
export async function lookForTerms(tx: Transaction, termIds: readonly TermId[], now: Instant): Promise<number> {
  return await lookNow(tx, `d.term_id = any($1::uuid[])`, termIds, now);
}

/** The same for reminders that are recalled. */
export async function lookForReminders(tx: Transaction, ids: readonly ReminderId[], now: Instant): Promise<number> {
  return await lookNow(tx, `d.reminder_id = any($1::uuid[])`, ids, now);
}

async function lookNow(tx: Transaction, which: string, ids: readonly string[], now: Instant): Promise<number> {
  if (ids.length === 0) return 0;
  return await tx.execute(
    `update confirmation set look_at = $2::timestamptz
     where message_id in (select c.message_id from confirmation c join dispatch d on d.message_id = c.message_id
       where ${which} and d.state = 'RIDING' and c.state = 'WAITING_FOR_STAFF' and c.look_at > $2::timestamptz
       order by c.message_id for update of c)`,
    [ids, timestamptz(now)],
  );
}

/** When one comes up again, and what was done meanwhile. */
export interface LaterLook extends Pick<WaitingConfirmation, 'messageId' | 'lookAt' | 'failures'> {
  readonly nextLookAt: Instant;
  /** When its colleague was reminded; null where he was not. */
  readonly nudged: Instant | null;
}

/** What somebody wants looked at at once meanwhile stays so. */
export async function lookLaterAt(sql: Sql, later: readonly LaterLook[]): Promise<void> {
  if (later.length === 0) return;
  await sql.execute(
    `with locked as (
       select message_id from confirmation where message_id = any($1::uuid[]) order by message_id for update
     )
     update confirmation c set failures = n.failures,
       look_at = case when c.look_at = n.seen_at then n.next_at else c.look_at end,
       nudged_at = case when n.nudged_at is null then c.nudged_at else c.nudged_at || n.nudged_at end
     from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::int[], $5::timestamptz[])
       as n(message_id, seen_at, next_at, failures, nudged_at) join locked using (message_id)
     where c.message_id = n.message_id and c.state = 'WAITING_FOR_STAFF'`,
    [
      later.map(({ messageId }) => messageId),
      timestamptzArray(later.map(({ lookAt }) => lookAt)),
      timestamptzArray(later.map(({ nextLookAt }) => nextLookAt)),
      later.map(({ failures }) => failures),
      timestamptzArray(later.map(({ nudged }) => nudged)),
    ],
  );
}

/** Ends what waits; the lock of its message is held. @returns whether it waited until now. */
export async function endConfirmation(
  tx: Transaction,
  messageId: MessageId,
  state: ConfirmationEnd,
  now: Instant,
): Promise<boolean> {
  CONFIRMATION.assert('WAITING_FOR_STAFF', state);
  const ended = await tx.execute(
    `update confirmation set state = $2, ended_at = $3::timestamptz, look_at = $4::timestamptz
     where message_id = $1::uuid and state = 'WAITING_FOR_STAFF'`,
    [messageId, state, timestamptz(now), timestamptz(addMs(now, KEPT_MS))],
  );
  return ended > 0;
}

/** Removes what ended long ago. @returns how many */
export async function forgetConfirmations(sql: Sql, now: Instant, limit: number): Promise<number> {
  return await sql.execute(
    `delete from confirmation where message_id in (
       select message_id from confirmation where look_at <= $1::timestamptz and state <> 'WAITING_FOR_STAFF'
       order by look_at, message_id limit $2 for update skip locked)`,
    [timestamptz(now), limit],
  );
}
