import type { Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { Sql } from '@perennial/database/sql';
import type { Instant } from '@perennial/kernel/instant';
import type { LocalClosure } from './closing.js';

/** A guard and the instant from which no call starts for its term. */
export interface ClosedGuard {
  readonly term_id: string;
  readonly closed_at: Instant;
}

/** Creates the guards that are missing and locks all of them, ascending, in one statement. */
export async function lockGuards(tx: Transaction, termIds: readonly string[]): Promise<void> {
  await tx.pipeline([
    insertGuards(tx, termIds),
    tx.query(`select term_id from guard where term_id = any($1::uuid[]) order by term_id for update`, [termIds]),
  ]);
}

export async function insertGuards(tx: Transaction, termIds: readonly string[]): Promise<void> {
  await tx.execute(
    `insert into guard (term_id) select distinct t from unnest($1::uuid[]) as t order by t on conflict do nothing`,
    [termIds],
  );
}

/**
 * Writes causes; a known one stays as it is, so that one that was undone never closes again. The guards' locks are
 * held.
 */
export async function insertClosures(tx: Transaction, closures: readonly LocalClosure[]): Promise<void> {
  await tx.execute(
    `insert into closure (term_id, cause, closed_at)
     select distinct on (term_id, cause) term_id, cause, clock_timestamp() from unnest($1::uuid[], $2::text[]) as c(term_id, cause) on conflict do nothing`,
    [closures.map((c) => c.termId), closures.map((c) => c.cause)],
  );
}

/** Marks causes as undone, known or not. The guards' locks are held. */
export async function undoClosures(
  tx: Transaction,
  undone: readonly (LocalClosure & { readonly undoneBy: string })[],
): Promise<void> {
  await tx.execute(
    `insert into closure (term_id, cause, undone_by, undone_at)
     select distinct on (term_id, cause) term_id, cause, undone_by, clock_timestamp() from unnest($1::uuid[], $2::text[], $3::text[]) as c(term_id, cause, undone_by)
     on conflict (term_id, cause) do update set undone_by = excluded.undone_by, undone_at = excluded.undone_at where closure.undone_by is null`,
    [undone.map((u) => u.termId), undone.map((u) => u.cause), undone.map((u) => u.undoneBy)],
  );
}

/**
 * Brings the guards into line with their causes. A statement of its own behind the locks: clock_timestamp() is then the
 * instant from which no call starts (protocol.md, Guard, fence and call). @returns the terms that closed now.
 */
export async function settleGuards(tx: Transaction, termIds: readonly string[], now: Instant): Promise<ClosedGuard[]> {
  const rows = await tx.query<{ term_id: string; closed: boolean; closed_at: Instant }>(
    `update guard g set closed = s.closed, sweep = s.closed,
       closed_at = case when s.closed then clock_timestamp() end, business_closed_at = case when s.closed then $2::timestamptz end
     from (select t.id, exists (select from closure c where c.term_id = t.id and c.undone_by is null) as closed from unnest($1::uuid[]) as t(id)) s
     where g.term_id = s.id and g.closed <> s.closed
     returning g.term_id, g.closed, g.closed_at`,
    [termIds, timestamptz(now)],
  );
  return rows.filter((row) => row.closed);
}

/** Terms of the list that are closed. */
export async function closedTerms(sql: Sql, termIds: readonly string[]): Promise<Set<string>> {
  const rows = await sql.query<{ term_id: string }>(
    `select term_id from guard where term_id = any($1::uuid[]) and closed`,
    [termIds],
  );
  return new Set(rows.map((row) => row.term_id));
}

/** The guards of the terms as an attempt may see them: whoever is missing is being closed or re-opened right now. */
export async function shareGuards(tx: Transaction, termIds: readonly string[]): Promise<Map<string, boolean>> {
  const rows = await tx.query<{ term_id: string; closed: boolean }>(
    `select term_id, closed from guard where term_id = any($1::uuid[]) order by term_id for share skip locked`,
    [termIds],
  );
  return new Map(rows.map((row) => [row.term_id, row.closed]));
}

/** Closed terms whose riders were not yet looked through, locked. */
export async function claimSweeps(tx: Transaction, limit: number): Promise<string[]> {
  const rows = await tx.query<{ term_id: string }>(
    `select term_id from guard where sweep order by term_id limit $1 for update skip locked`,
    [limit],
  );
  return rows.map((row) => row.term_id);
}

export async function clearSweeps(tx: Transaction, termIds: readonly string[]): Promise<void> {
  await tx.execute(`update guard set sweep = false where term_id = any($1::uuid[])`, [termIds]);
}

/** Sorted, so that the index on sweep answers and not the table, of which nearly no row is meant. */
export async function anySweep(sql: Sql): Promise<boolean> {
  return (await sql.query(`select term_id from guard where sweep order by term_id limit 1`, [])).length > 0;
}

/** Reminders that ride for one of the terms, at most `limit` of them. */
export async function ridersOfTerms(tx: Transaction, termIds: readonly string[], limit: number): Promise<string[]> {
  const rows = await tx.query<{ reminder_id: string }>(
    `select d.reminder_id from dispatch d join message m on m.id = d.message_id
     where d.term_id = any($1::uuid[]) and d.state = 'RIDING' and m.state = 'OPEN' and not m.frozen
       and not exists (select from attempt a where a.message_id = m.id and a.state = 'CALLING')
     order by d.reminder_id limit $2`,
    [termIds, limit],
  );
  return rows.map((row) => row.reminder_id);
}
