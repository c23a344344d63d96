import { Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { RecipientId, TermId } from '@perennial/kernel/ids';
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
 * The claim of due work in the order of protocol.md, Claim and locks: recipients, then terms, then a second look at
 * what is due.
 */
@Injectable()
export class ClaimStore {
  /** Recipients with due reminders, locked with SKIP LOCKED. */
  async lockRecipients(tx: Transaction, only: readonly string[] | null, now: Instant): Promise<RecipientId[]> {
    const near = await this.#lockAmong(tx, only, now, LOOK);
    return near.length > 0 ? near : await this.#lockAmong(tx, only, now, LOOK_FARTHER);
  }

  async #lockAmong(
    tx: Transaction,
    only: readonly string[] | null,
    now: Instant,
    look: number,
  ): Promise<RecipientId[]> {
    const rows = await tx.query<{ id: RecipientId }>(
      `with due as materialized (
         select distinct recipient_id from (
           select r.recipient_id from reminder r join term t using (term_id)
           where r.waiting and r.due_at <= $1::timestamptz and not t.closed and not t.plan_due
             and ($3::uuid[] is null or r.term_id = any($3))
           order by r.due_at limit $2) d)
       select c.recipient_id as id from due join recipient c using (recipient_id)
       limit ${DUE_ROWS} for update of c skip locked`,
      [timestamptz(now), look, only],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * What a batch takes of the locked recipients: as many as stay below the row limit with all that is due for them, at
   * least one,
   * and the terms of it all, which the caller locks in one statement.
   */
  async takeBatch(
    tx: Transaction,
    recipientIds: readonly RecipientId[],
    only: readonly string[] | null,
    now: Instant,
  ): Promise<{ recipients: RecipientId[]; terms: TermId[] }> {
    const rows = await tx.query<{ id: RecipientId; terms: TermId[] }>(
      `select recipient_id as id, array_agg(term_id::text) as terms from reminder
       where recipient_id = any($1::uuid[]) and waiting and due_at <= $2::timestamptz
         and ($3::uuid[] is null or term_id = any($3))
       group by recipient_id order by min(due_at), recipient_id`,
      [recipientIds, timestamptz(now), only],
    );
    let due = 0;
    const taken = rows.filter(({ terms }, i) => (due += terms.length) <= DUE_ROWS || i === 0);
    return { recipients: taken.map(({ id }) => id), terms: [...new Set(taken.flatMap(({ terms }) => terms))] };
  }

  /** What is due under the locks; closed and marked terms are the planner's. */
  async due(
    tx: Transaction,
    recipientIds: readonly RecipientId[],
    termIds: readonly TermId[],
    now: Instant,
  ): Promise<DueReminder[]> {
    return await tx.query<DueReminder>(
      `select ${REMINDER_COLUMNS}, c.product, t.last_day as "lastDay", coalesce(u.tier, 'UNSPECIFIED') as tier, t.owner_id as "ownerId", t.team_id as "teamId"
       from reminder r join term t using (term_id) join contract c on c.contract_id = r.contract_id left join customer u on u.customer_id = r.customer_id
       where r.recipient_id = any($1::uuid[]) and r.term_id = any($2::uuid[]) and r.waiting and r.due_at <= $3::timestamptz
         and not t.closed and not t.plan_due`,
      [recipientIds, termIds, timestamptz(now)],
    );
  }

  async write(
    tx: Transaction,
    messages: readonly DueMessage[],
    { held, skipped }: Pick<Release, 'held' | 'skipped'>,
    now: Instant,
  ): Promise<void> {
    const released = messages.flatMap(({ messageId, riders }) =>
      riders.map(({ reminderId }) => ({ reminderId, messageId })),
    );
    const rows = [
      ...released.map((r) => ({ id: r.reminderId, state: 'RELEASED', reason: '', message: r.messageId, due: null })),
      ...held.map((h) => ({ id: h.reminder.reminderId, state: 'HELD', reason: h.reason, message: null, due: h.until })),
      ...skipped.map((s) => ({
        id: s.reminder.reminderId,
        state: 'SKIPPED',
        reason: s.reason,
        message: null,
        due: null,
      })),
    ];
    await tx.execute(
      `update reminder r set state = w.state, waiting = w.state = 'HELD', reason = w.reason, message_id = w.message, due_at = coalesce(w.due, r.due_at),
         released_at = case when w.state = 'RELEASED' then $6::timestamptz end, ended_at = case when w.state = 'SKIPPED' then $6::timestamptz end
       from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[]) as w(id, state, reason, message, due) where r.reminder_id = w.id`,
      [
        rows.map((r) => r.id),
        rows.map((r) => r.state),
        rows.map((r) => r.reason),
        rows.map((r) => r.message),
        timestamptzArray(rows.map((r) => r.due)),
        timestamptz(now),
      ],
    );
  }

  /** The least due instant of what the claim may take. */
  async nextDue(sql: Sql): Promise<Instant | null> {
    const [row] = await sql.query<{ due: Instant }>(
      `select r.due_at as due from reminder r join term t using (term_id)
       where r.waiting and not t.closed and not t.plan_due order by r.due_at limit 1`,
      [],
    );
    return row?.due ?? null;
  }
}
