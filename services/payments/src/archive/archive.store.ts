import { moveTablesToArchive, restoreFromArchive, type ArchivedTable } from '@perennial/database/archive/move-rows';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { TermId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';
import {
  movedRows,
  type ArchiveQueue,
  type EndedTermOf,
  type MovedRows,
} from '@perennial/service/archive/archive-store';

/** Tables whose rows leave; term, cause, reversal and headstone_event stay (ADR 0030). */
export const ARCHIVED_TABLES = ['payment', 'quote'] as const;
const OF_TERM = ARCHIVED_TABLES.map((table): ArchivedTable => ({ table, owner: 'term_id' }));

/** After an upgrade nothing is archived for a day, until no older build runs any more. */
const NOT_YET = `exists (select from archive_due where since > clock_timestamp())`;
/** As the index has it. */
const ENDED = `archived_on is null and state in ('RENEWED', 'CANCELLED', 'LAPSED')`;

/**
 * Terms that are closed and ended before a day, those that ended first in front, locked. Unfinished is one whose money
 * is not settled: a person must still look at it, or something is left that renewed nothing.
 */
export async function claimEnded(tx: Transaction, before: LocalDate, limit: number): Promise<EndedTermOf[]> {
  return await tx.query<EndedTermOf>(
    `
    select t.term_id as "termId", coalesce(t.ended_on, t.last_day) as "endedOn",
      greatest(t.last_day, (t.lapsed_at at time zone 'UTC')::date,
        (select max(p.recorded_at at time zone 'UTC')::date from payment p where p.term_id = t.term_id),
        (select max(greatest(k.caused_at, k.undone_at) at time zone 'UTC')::date from cause k
          where k.term_id = t.term_id)) as "lastDay",
      exists (select from review_row r where r.term_id = t.term_id and r.done_at is null)
        or exists (select from payment p where p.term_id = t.term_id and p.reversed_minor < p.amount_minor
          and p.state <> 'REVERSED' and (p.state = 'FAILED' or not exists (
            select from cause k where k.term_id = t.term_id and k.undone_at is null))) as unfinished
    from (select * from term where ${ENDED} and coalesce(ended_on, last_day) < $1::date and not ${NOT_YET}
      order by coalesce(ended_on, last_day), term_id limit $2 for update skip locked) t
    order by t.term_id`,
    [before, limit],
  );
}

/**
 * Marks locked terms as archived and keeps the gateway event ids of their payments. Rows move later: whoever looked for
 * an event id before the mark is over when no transaction is left that is older than it (`moving_since`).
 */
export async function markArchived(tx: Transaction, termIds: readonly TermId[], today: LocalDate): Promise<void> {
  if (termIds.length === 0) return;
  await tx.pipeline([
    tx.execute(
      `update term set archived_on = $2::date, moving_since = pg_current_xact_id() where term_id = any($1::uuid[])`,
      [termIds, today],
    ),
    tx.execute(
      `
      insert into headstone_event (gateway, gateway_event_id, payment_id)
      select gateway, gateway_event_id, payment_id from payment where term_id = any($1::uuid[])
      on conflict do nothing`,
      [termIds],
    ),
  ]);
}

/** Locked terms that ended later than they say, or are not over. */
export async function correctEnds(
  tx: Transaction,
  ends: readonly { readonly termId: TermId; readonly endedOn: LocalDate }[],
): Promise<void> {
  if (ends.length === 0) return;
  await tx.execute(
    `
    update term t set ended_on = e.ended_on from unnest($1::uuid[], $2::date[]) as e(term_id, ended_on)
    where t.term_id = e.term_id`,
    [ends.map(({ termId }) => termId), ends.map(({ endedOn }) => endedOn)],
  );
}

/** Marked terms whose rows may move now, locked. */
export async function claimMoving(tx: Transaction, limit: number): Promise<TermId[]> {
  const rows = await tx.query<{ term_id: TermId }>(
    `
    select term_id from term where moving_since is not null and moving_since < pg_snapshot_xmin(pg_current_snapshot())
    order by term_id limit $1 for update skip locked`,
    [limit],
  );
  return rows.map((row) => row.term_id);
}

/** Moves rows of locked terms, at most `limit`. */
export async function moveTerms(
  tx: Transaction,
  termIds: readonly TermId[],
  month: LocalDate,
  limit: number,
): Promise<MovedRows> {
  const moved = await moveTablesToArchive(tx, OF_TERM, termIds, month, limit);
  return movedRows(moved, limit);
}

export async function finishMoving(tx: Transaction, termIds: readonly TermId[]): Promise<void> {
  await tx.execute(`update term set moving_since = null where term_id = any($1::uuid[])`, [termIds]);
}

/** Brings all rows of locked terms back and takes the mark from them; their retention begins anew. */
export async function restoreMoney(tx: Transaction, termIds: readonly TermId[], today: LocalDate): Promise<void> {
  await tx.pipeline([
    ...OF_TERM.map((table) => restoreFromArchive(tx, table, termIds)),
    tx.execute(
      `update term set archived_on = null, moving_since = null, ended_on = $2::date where term_id = any($1::uuid[])`,
      [termIds, today],
    ),
  ]);
}

export async function archiveQueue(sql: Sql): Promise<ArchiveQueue> {
  const [row] = await sql.query<ArchiveQueue>(
    `
    select exists (select from term where moving_since is not null) as moving,
      (select min(coalesce(ended_on, last_day)) from term where ${ENDED} and not ${NOT_YET}) as "firstEnd"`,
    [],
  );
  return row ?? { moving: false, firstEnd: null };
}
