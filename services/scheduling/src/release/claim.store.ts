import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { RecipientId, ReminderId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { REMINDER_COLUMNS } from '../reminder/reminder-columns.store.js';
import type { DueMessage } from './due-message.js';
import type { DueReminder } from './due-reminder.js';
import type { Release } from './release.js';

/** Due reminders of the recipients taken; each is written up to five times (reminder, decision, term, send, event). */
const DUE_ROWS = 190;
/**
 * How far down the due list the claim looks for recipients: as much as it takes, and farther when other claimers hold
 * all of those.
 */
const LOOK = DUE_ROWS;
const LOOK_FARTHER = 2_000;

/**
 * Recipients with due reminders, locked with SKIP LOCKED: the first locks of the claim, then come terms, then a second
 * look at what is due (protocol.md, Claim and locks). Of the terms in `only` where it is given.
 */
export async function lockDueRecipients(
  tx: Transaction,
  only: readonly string[] | null,
  now: Instant,
): Promise<RecipientId[]> {
  const near = await lockAmong(tx, only, now, LOOK);
  return near.length > 0 ? near : await lockAmong(tx, only, now, LOOK_FARTHER);
}

async function lockAmong(
  tx: Transaction,
  only: readonly string[] | null,
  now: Instant,
  look: number,
): Promise<RecipientId[]> {
  const rows = await tx.query<{ recipientId: RecipientId }>(
    `with due as materialized (
       select distinct recipient_id from (
         select r.recipient_id from reminder r join term t using (term_id)
         where r.waiting and r.due_at <= $1::timestamptz and not t.closed and not t.plan_due
           and (t.next_look_at is null or t.next_look_at > $1::timestamptz)
           and ($3::uuid[] is null or r.term_id = any($3))
         order by r.due_at limit $2) d)
     select c.recipient_id as "recipientId" from due join recipient c using (recipient_id)
     limit ${DUE_ROWS} for update of c skip locked`,
    [timestamptz(now), look, only],
  );
  return rows.map(({ recipientId }) => recipientId);
}

/** What one batch works on. */
export interface DueBatch {
  readonly recipientIds: readonly RecipientId[];
  /** The terms of what is taken of them, which the caller locks in one statement. */
  readonly termIds: readonly TermId[];
  readonly reminderIds: readonly ReminderId[];
}

/**
 * Of the locked recipients as many as stay below the row limit with what is due for them. Of one who has more than that
 * the most urgent: later rounds continue the merge. What a cap holds comes with it, since it may ride along.
 */
export async function takeDueBatch(
  tx: Transaction,
  recipientIds: readonly RecipientId[],
  only: readonly string[] | null,
  now: Instant,
): Promise<DueBatch> {
  const rows = await tx.query<{ recipientId: RecipientId; termIds: TermId[]; reminderIds: ReminderId[] }>(
    `select recipient_id as "recipientId", array_agg(term_id::text) as "termIds",
       array_agg(reminder_id::text) as "reminderIds"
     from (
       select recipient_id, term_id, reminder_id, due_at, row_number() over (
         partition by recipient_id
         order by due_at > $2::timestamptz, legal desc, node = 0 desc, abs(node), reminder_id) as place
       from reminder
       where recipient_id = any($1::uuid[]) and waiting and ($3::uuid[] is null or term_id = any($3))
         and (due_at <= $2::timestamptz or (state = 'HELD' and reason in ('CAP', 'ROOM', 'DAILY')))) r
     where place <= ${DUE_ROWS} group by recipient_id order by min(due_at), recipient_id`,
    [recipientIds, timestamptz(now), only],
  );
  let due = 0;
  const taken = rows.filter(({ termIds }, i) => (due += termIds.length) <= DUE_ROWS || i === 0);
  return {
    recipientIds: taken.map(({ recipientId }) => recipientId),
    termIds: [...new Set(taken.flatMap(({ termIds }) => termIds))],
    reminderIds: taken.flatMap(({ reminderIds }) => reminderIds),
  };
}

/**
 * What of the reminders taken waits still, under the locks; closed and marked terms are the planner's, and those that
 * are to be looked at again by now.
 */
export async function readDue(
  tx: Transaction,
  reminderIds: readonly ReminderId[],
  termIds: readonly TermId[],
  now: Instant,
): Promise<DueReminder[]> {
  return await tx.query<DueReminder>(
    `select ${REMINDER_COLUMNS}, c.product, t.last_day as "lastDay", coalesce(u.tier, 'UNSPECIFIED') as tier,
       t.owner_id as "ownerId", t.team_id as "teamId"
     from reminder r join term t using (term_id) join contract c on c.contract_id = r.contract_id
       left join customer u on u.customer_id = r.customer_id
     where r.reminder_id = any($1::uuid[]) and r.term_id = any($2::uuid[]) and r.waiting
       and not t.closed and not t.plan_due and (t.next_look_at is null or t.next_look_at > $3::timestamptz)`,
    [reminderIds, termIds, timestamptz(now)],
  );
}

/** Writes what became of due reminders: released in a message, held until later, or skipped for good. */
export async function writeRelease(
  tx: Transaction,
  messages: readonly DueMessage[],
  { held, skipped }: Pick<Release, 'held' | 'skipped'>,
  now: Instant,
): Promise<void> {
  const released = messages.flatMap(({ messageId, riders }) =>
    riders.map((reminder) => ({ reminder, state: 'RELEASED', reason: '', messageId, until: null })),
  );
  const rows = [
    ...released,
    ...held.map((h) => ({ ...h, state: 'HELD', messageId: null })),
    ...skipped.map((s) => ({ ...s, state: 'SKIPPED', messageId: null, until: null })),
  ];
  await tx.execute(
    `update reminder r set state = w.state, waiting = w.state = 'HELD', reason = w.reason, message_id = w.message_id,
       due_at = coalesce(w.due_at, r.due_at),
       released_at = case when w.state = 'RELEASED' then $6::timestamptz end,
       ended_at = case when w.state = 'SKIPPED' then $6::timestamptz end
     from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[])
       as w(reminder_id, state, reason, message_id, due_at)
     where r.reminder_id = w.reminder_id`,
    [
      rows.map((r) => r.reminder.reminderId),
      rows.map((r) => r.state),
      rows.map((r) => r.reason),
      rows.map((r) => r.messageId),
      timestamptzArray(rows.map((r) => r.until)),
      timestamptz(now),
    ],
  );
}

/** The least due instant of what the claim may take; null for none. */
export async function nextDue(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ due: Instant }>(
    `select r.due_at as due from reminder r join term t using (term_id)
     where r.waiting and not t.closed and not t.plan_due order by r.due_at limit 1`,
    [],
  );
  return row?.due ?? null;
}
