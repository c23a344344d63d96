import { restoreFromArchive, moveToArchive, type ArchivedTable } from '@perennial/database/archive/move-rows';
import type { Sql, Transaction } from '@perennial/database/database';
import type { MessageId, ReminderId, TermId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';
import type { ArchiveQueue, EndedTermOf } from '@perennial/service/archive/archive-store';
import type { WholeMessage } from './whole-message.js';

/** Tables whose rows leave; guard, closure, tombstone and opt-out stay for ever (docs/decisions/0020-archives.md). */
export const ARCHIVED_TABLES = ['message', 'dispatch', 'outcome', 'attempt', 'evidence'] as const;
const OF_MESSAGE = ['message', 'dispatch', 'attempt', 'evidence'].map((table): ArchivedTable => ({
  table,
  owner: 'message_id',
}));
const OUTCOME: ArchivedTable = { table: 'outcome', owner: 'reminder_id' };

/** Closed terms that ended before a day and are not archived, those that ended first in front, their guards locked. */
export async function claimEnded(tx: Transaction, before: LocalDate, limit: number): Promise<EndedTermOf[]> {
  return await tx.query<EndedTermOf>(
    `select g.term_id as "termId", g.ended_on as "endedOn", d.last_day as "lastDay", d.unfinished
     from (select term_id, ended_on from guard where ended_on < $1::date and archived_on is null
           order by ended_on, term_id limit $2 for update skip locked) g
       cross join lateral (
         select max(d.last_day) as last_day, coalesce(bool_or(m.state in ('OPEN', 'WAITING')), false) as unfinished
         from dispatch d join message m using (message_id) where d.term_id = g.term_id) d
     order by g.term_id`,
    [before, limit],
  );
}

/**
 * Marks terms as archived. Their rows move later: whoever read the guards before the mark may be writing a message for
 * them still, and is over when no transaction is left that is older than the mark (`moving_since`).
 */
export async function markArchived(tx: Transaction, termIds: readonly TermId[], today: LocalDate): Promise<void> {
  await tx.execute(
    `update guard set archived_on = $2::date, moving_since = pg_current_xact_id() where term_id = any($1::uuid[])`,
    [termIds, today],
  );
}

/** Terms that ended later than their guards knew. */
export async function correctEnds(
  tx: Transaction,
  ends: readonly { readonly termId: TermId; readonly endedOn: LocalDate }[],
): Promise<void> {
  await tx.execute(
    `update guard g set ended_on = e.ended_on from unnest($1::uuid[], $2::date[]) as e(term_id, ended_on)
     where g.term_id = e.term_id`,
    [ends.map(({ termId }) => termId), ends.map(({ endedOn }) => endedOn)],
  );
}

/** Terms whose rows may move now, their guards locked. */
export async function claimMoving(tx: Transaction, limit: number): Promise<TermId[]> {
  const rows = await tx.query<{ term_id: TermId }>(
    `select term_id from guard
     where moving_since is not null and moving_since < pg_snapshot_xmin(pg_current_snapshot())
     order by term_id limit $1 for update skip locked`,
    [limit],
  );
  return rows.map((row) => row.term_id);
}

/** A message that may move, with the reminders that rode in it. */
export interface MovableMessage extends WholeMessage {
  readonly messageId: MessageId;
  readonly reminderIds: readonly ReminderId[];
}

const UNFINISHED = `(m.state in ('OPEN', 'WAITING') or exists (
         select from attempt a where a.message_id = m.message_id and a.state = 'CALLING'))`;

/** Messages of the terms that are over and carry nobody whose term is not archived, locked. */
export async function lockMovable(
  tx: Transaction,
  termIds: readonly TermId[],
  limit: number,
): Promise<MovableMessage[]> {
  return await tx.query<MovableMessage>(
    `select m.message_id as "messageId", r.reminder_ids as "reminderIds", (1 + r.n + a.n + e.n)::int as rows
     from (select m.message_id from message m
           where m.message_id = any(array(select d.message_id from dispatch d where d.term_id = any($1::uuid[])))
             and not ${UNFINISHED}
             and not exists (select from dispatch d join guard g using (term_id)
                             where d.message_id = m.message_id and g.archived_on is null)
           order by m.message_id limit $2 for update) m
       cross join lateral (select array_agg(d.reminder_id) as reminder_ids, count(*) + count(o.reminder_id) as n
         from dispatch d left join outcome o using (reminder_id) where d.message_id = m.message_id) r
       cross join lateral (select count(*) as n from attempt a where a.message_id = m.message_id) a
       cross join lateral (select count(*) as n from evidence e where e.message_id = m.message_id) e
     order by m.message_id`,
    [termIds, limit],
  );
}

/** Moves messages with all that belongs to them; their locks are held. @returns how many rows moved, by table. */
export async function moveMessages(
  tx: Transaction,
  messages: readonly MovableMessage[],
  month: LocalDate,
): Promise<Map<string, number>> {
  const messageIds = messages.map(({ messageId }) => messageId);
  const reminderIds = messages.flatMap((message) => message.reminderIds);
  const rows = messages.reduce((sum, message) => sum + message.rows, 0);
  const counts = await tx.pipeline([
    moveToArchive(tx, OUTCOME, reminderIds, month, rows),
    ...OF_MESSAGE.map((table) => moveToArchive(tx, table, messageIds, month, rows)),
  ]);
  return new Map([OUTCOME, ...OF_MESSAGE].map(({ table }, n) => [table, counts[n] ?? 0]));
}

/**
 * Terms of which nothing is left to move. One with an unfinished message, which came while it was being marked, is
 * taken back and counts as ended today.
 */
export async function finishMoving(tx: Transaction, termIds: readonly TermId[], today: LocalDate): Promise<void> {
  await tx.execute(
    `update guard g set moving_since = null,
       archived_on = case when not t.unfinished then g.archived_on end,
       ended_on = case when t.unfinished then $2::date else g.ended_on end
     from (select term_id, exists (select from dispatch d join message m using (message_id)
             where d.term_id = ids.term_id and ${UNFINISHED}) as unfinished
           from unnest($1::uuid[]) as ids(term_id)) t
     where g.term_id = t.term_id`,
    [termIds, today],
  );
}

/** Takes the mark from archived terms, whose retention begins anew if they stay closed. Locks ascending. */
export async function unmarkArchived(tx: Transaction, termIds: readonly TermId[], today: LocalDate): Promise<void> {
  await tx.pipeline([
    tx.query(`select from guard where term_id = any($1::uuid[]) order by term_id for update`, [termIds]),
    tx.execute(
      `update guard set archived_on = null, moving_since = null, ended_on = case when closed then $2::date end
       where term_id = any($1::uuid[]) and archived_on is not null`,
      [termIds, today],
    ),
  ]);
}

/** Brings archived messages of the terms back, whole. @returns how many rows came back. */
export async function restoreMessages(tx: Transaction, termIds: readonly TermId[]): Promise<number> {
  const rows = await tx.query<{ message_id: MessageId; reminder_id: ReminderId }>(
    `select message_id, reminder_id from dispatch_archive
     where message_id = any(array(select message_id from dispatch_archive where term_id = any($1::uuid[])))`,
    [termIds],
  );
  if (rows.length === 0) return 0;
  const messageIds = rows.map((row) => row.message_id);
  const counts = await tx.pipeline([
    restoreFromArchive(
      tx,
      OUTCOME,
      rows.map((row) => row.reminder_id),
    ),
    ...OF_MESSAGE.map((table) => restoreFromArchive(tx, table, messageIds)),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

export async function archiveQueue(sql: Sql): Promise<ArchiveQueue> {
  const [row] = await sql.query<ArchiveQueue>(
    `select exists (select from guard where moving_since is not null) as moving,
       (select min(ended_on) from guard where ended_on is not null and archived_on is null) as "firstEnd"`,
    [],
  );
  return row ?? { moving: false, firstEnd: null };
}
