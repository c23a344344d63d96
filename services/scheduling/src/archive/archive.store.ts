import {
  moveTablesToArchive,
  moveToArchive,
  restoreFromArchive,
  type ArchivedTable,
} from '@perennial/database/archive/move-rows';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { MessageId, TermId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';
import {
  movedRows,
  type ArchiveQueue,
  type EndedTermOf,
  type MovedRows,
} from '@perennial/service/archive/archive-store';

/** Tables whose rows leave; term and closure stay for ever (docs/decisions/0020-archives.md). */
export const ARCHIVED_TABLES = ['reminder', 'decision', 'review', 'send', 'evidence'] as const;
/** A step that is cut short leaves reminders for the next one: by them it finds what else belongs to the term. */
const OF_TERM = ['review', 'decision', 'evidence', 'reminder'].map((table): ArchivedTable => ({
  table,
  owner: 'term_id',
}));
const SEND: ArchivedTable = { table: 'send', owner: 'message_id' };

/** Closed terms that ended before a day and are not archived, those that ended first in front, locked. */
export async function claimEnded(tx: Transaction, before: LocalDate, limit: number): Promise<EndedTermOf[]> {
  return await tx.query<EndedTermOf>(
    `select term_id as "termId", ended_on as "endedOn", last_day as "lastDay",
       plan_due or waiting_since is not null or exists (
         select from reminder r where r.term_id = t.term_id
         and r.state in ('PLANNED', 'HELD', 'RELEASED')) as unfinished
     from term t where ended_on < $1::date and archived_on is null
     order by ended_on, term_id limit $2 for update skip locked`,
    [before, limit],
  );
}

/** Marks locked terms as archived; from now on the planner brings their rows back before it plans them. */
export async function markArchived(tx: Transaction, termIds: readonly TermId[], today: LocalDate): Promise<void> {
  await tx.execute(`update term set archived_on = $2::date, moving = true where term_id = any($1::uuid[])`, [
    termIds,
    today,
  ]);
}

/** Locked terms that ended later than they say, or are not over. */
export async function correctEnds(
  tx: Transaction,
  ends: readonly { readonly termId: TermId; readonly endedOn: LocalDate }[],
): Promise<void> {
  await tx.execute(
    `update term t set ended_on = e.ended_on from unnest($1::uuid[], $2::date[]) as e(term_id, ended_on)
     where t.term_id = e.term_id`,
    [ends.map(({ termId }) => termId), ends.map(({ endedOn }) => endedOn)],
  );
}

/**
 * Terms whose rows are still to move, locked. None while another process moves rows: a send goes with the last reminder
 * of its message, and two that each move one of two reminders would not see each other's.
 */
export async function claimMoving(tx: Transaction, limit: number): Promise<TermId[]> {
  const [lock] = await tx.query<{ free: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended('scheduling moves rows to the archive', 0)) as free`,
    [],
  );
  if (!lock?.free) return [];
  const rows = await tx.query<{ termId: TermId }>(
    `select term_id as "termId" from term where moving order by term_id limit $1 for update skip locked`,
    [limit],
  );
  return rows.map(({ termId }) => termId);
}

/** Moves rows of locked terms, at most `limit`, sends that nothing else needs among them. */
export async function moveTerms(
  tx: Transaction,
  termIds: readonly TermId[],
  month: LocalDate,
  limit: number,
): Promise<MovedRows> {
  const moved = await moveTablesToArchive(tx, OF_TERM, termIds, month, limit);
  const ofTerms = movedRows(moved, limit);
  if (!ofTerms.done) return ofTerms;
  const sends = await loneSends(tx, termIds);
  return movedRows(moved.set(SEND.table, await moveToArchive(tx, SEND, sends, month, limit - ofTerms.count)), limit);
}

/** Messages of the terms none of whose reminders is hot any more. */
async function loneSends(tx: Transaction, termIds: readonly TermId[]): Promise<MessageId[]> {
  const rows = await tx.query<{ messageId: MessageId }>(
    `select distinct a.message_id as "messageId" from reminder_archive a join send s on s.message_id = a.message_id
     where a.term_id = any($1::uuid[]) and not exists (select from reminder r where r.message_id = a.message_id)`,
    [termIds],
  );
  return rows.map(({ messageId }) => messageId);
}

export async function finishMoving(tx: Transaction, termIds: readonly TermId[]): Promise<void> {
  await tx.execute(`update term set moving = false where term_id = any($1::uuid[])`, [termIds]);
}

/**
 * Brings all rows of locked terms back and takes the mark from them; their retention begins anew if they stay closed.
 */
export async function restore(tx: Transaction, termIds: readonly TermId[], today: LocalDate): Promise<void> {
  const sends = await tx.query<{ messageId: MessageId }>(
    `select distinct message_id as "messageId" from reminder_archive
     where term_id = any($1::uuid[]) and message_id is not null`,
    [termIds],
  );
  await tx.pipeline([
    ...OF_TERM.map((table) => restoreFromArchive(tx, table, termIds)),
    restoreFromArchive(
      tx,
      SEND,
      sends.map(({ messageId }) => messageId),
    ),
    tx.execute(
      `update term set archived_on = null, moving = false, ended_on = case when closed then $2::date end
       where term_id = any($1::uuid[])`,
      [termIds, today],
    ),
  ]);
}

export async function archiveQueue(sql: Sql): Promise<ArchiveQueue> {
  const [row] = await sql.query<ArchiveQueue>(
    `select exists (select from term where moving) as moving,
       (select min(ended_on) from term where ended_on is not null and archived_on is null) as "firstEnd"`,
    [],
  );
  return row ?? { moving: false, firstEnd: null };
}
