import type { Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { Sql } from '@perennial/database/sql';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Closure, UndoneClosure } from './closure.js';

/** A guard and the instant from which no call starts for its term. */
export interface ClosedGuard {
  readonly termId: TermId;
  /** Wall clock of the database, taken under the guard's lock. */
  readonly closedAt: Instant;
}

/**
 * Creates the guards that are missing and locks all of them, ascending, in one statement.
 * @returns the archived ones among them.
 */
export async function lockGuards(tx: Transaction, termIds: readonly TermId[]): Promise<TermId[]> {
  const [, guards] = await tx.pipeline([
    insertGuards(tx, termIds),
    tx.query<{ term_id: TermId; archived: boolean }>(
      `select term_id, archived_on is not null as archived from guard where term_id = any($1::uuid[])
       order by term_id for update`,
      [termIds],
    ),
  ]);
  return guards.filter(({ archived }) => archived).map((row) => row.term_id);
}

/** Creates the guards that are missing. @returns the terms of the list whose rows are archived. */
export async function insertGuards(tx: Transaction, termIds: readonly TermId[]): Promise<TermId[]> {
  const rows = await tx.query<{ term_id: TermId }>(
    `with missing as (
       insert into guard (term_id) select distinct t from unnest($1::uuid[]) as t order by t on conflict do nothing
     )
     select term_id from guard where term_id = any($1::uuid[]) and archived_on is not null`,
    [termIds],
  );
  return rows.map((row) => row.term_id);
}

/** Terms of the list whose rows are archived; nothing is locked. */
export async function archivedTerms(sql: Sql, termIds: readonly TermId[]): Promise<TermId[]> {
  const rows = await sql.query<{ term_id: TermId }>(
    `select term_id from guard where term_id = any($1::uuid[]) and archived_on is not null`,
    [termIds],
  );
  return rows.map((row) => row.term_id);
}

/** Locks guards against being archived, ascending, and against nothing that is read. @returns those that are. */
export async function keepGuards(tx: Transaction, termIds: readonly TermId[]): Promise<TermId[]> {
  const rows = await tx.query<{ term_id: TermId; archived: boolean }>(
    `select term_id, archived_on is not null as archived from guard where term_id = any($1::uuid[])
     order by term_id for share`,
    [termIds],
  );
  return rows.filter(({ archived }) => archived).map((row) => row.term_id);
}

/**
 * Writes causes; a known one stays as it is, so that one that was undone never closes again. The guards' locks are
 * held.
 */
export async function insertClosures(tx: Transaction, closures: readonly Closure[]): Promise<void> {
  await tx.execute(
    `insert into closure (term_id, cause, closed_at)
     select distinct on (term_id, cause) term_id, cause, clock_timestamp()
     from unnest($1::uuid[], $2::text[]) as c(term_id, cause) on conflict do nothing`,
    [closures.map((c) => c.termId), closures.map((c) => c.cause)],
  );
}

/** Marks causes as undone, known or not. The guards' locks are held. */
export async function undoClosures(tx: Transaction, undone: readonly UndoneClosure[]): Promise<void> {
  await tx.execute(
    `insert into closure (term_id, cause, undone_by, undone_at)
     select distinct on (term_id, cause) term_id, cause, undone_by, clock_timestamp()
     from unnest($1::uuid[], $2::text[], $3::text[]) as c(term_id, cause, undone_by)
     on conflict (term_id, cause) do update set undone_by = excluded.undone_by, undone_at = excluded.undone_at
     where closure.undone_by is null`,
    [undone.map((u) => u.termId), undone.map((u) => u.cause), undone.map((u) => u.undoneBy)],
  );
}

/**
 * Brings the guards into line with their causes. A statement of its own behind the locks: clock_timestamp() is then the
 * instant from which no call starts (protocol.md, Guard, fence and call). @returns the terms that closed now.
 */
export async function alignGuards(tx: Transaction, termIds: readonly TermId[], now: Instant): Promise<ClosedGuard[]> {
  const rows = await tx.query<ClosedGuard & { closed: boolean }>(
    `update guard g set closed = s.closed, sweep = s.closed,
       closed_at = case when s.closed then clock_timestamp() end,
       ended_on = case when s.closed then ($2::timestamptz at time zone 'UTC')::date end
     from (select t.id,
         exists (select from closure c where c.term_id = t.id and c.undone_by is null) as closed
       from unnest($1::uuid[]) as t(id)) s
     where g.term_id = s.id and g.closed <> s.closed
     returning g.term_id as "termId", g.closed, g.closed_at as "closedAt"`,
    [termIds, timestamptz(now)],
  );
  return rows.filter(({ closed }) => closed);
}

/** Terms of the list that are closed. */
export async function closedTerms(sql: Sql, termIds: readonly TermId[]): Promise<Set<TermId>> {
  const rows = await sql.query<{ term_id: TermId }>(
    `select term_id from guard where term_id = any($1::uuid[]) and closed`,
    [termIds],
  );
  return new Set(rows.map((row) => row.term_id));
}

/**
 * The guards of the terms as an attempt may see them, term → closed: whichever is missing is being closed or re-opened
 * right now.
 */
export async function shareGuards(tx: Transaction, termIds: readonly TermId[]): Promise<Map<TermId, boolean>> {
  const rows = await tx.query<{ term_id: TermId; closed: boolean }>(
    `select term_id, closed from guard where term_id = any($1::uuid[]) order by term_id for share skip locked`,
    [termIds],
  );
  return new Map(rows.map((row) => [row.term_id, row.closed]));
}

/**
 * The guards of the terms, term → closed, for what is opened in this transaction: a fence that is being raised is
 * waited for, and one that comes later finds what was opened. Creates those that are missing.
 */
export async function holdGuards(tx: Transaction, termIds: readonly TermId[]): Promise<Map<TermId, boolean>> {
  if (termIds.length === 0) return new Map();
  const [, rows] = await tx.pipeline([
    insertGuards(tx, termIds),
    tx.query<{ term_id: TermId; closed: boolean }>(
      `select term_id, closed from guard where term_id = any($1::uuid[]) order by term_id for share`,
      [termIds],
    ),
  ]);
  return new Map(rows.map((row) => [row.term_id, row.closed]));
}

/** Closed terms whose open messages were not yet looked through. */
export async function termsToSweep(sql: Sql, limit: number): Promise<TermId[]> {
  const rows = await sql.query<{ term_id: TermId }>(`select term_id from guard where sweep order by term_id limit $1`, [
    limit,
  ]);
  return rows.map((row) => row.term_id);
}

/** Those of the list that are still to be swept and that nobody else sweeps, locked. */
export async function claimSweeps(tx: Transaction, termIds: readonly TermId[]): Promise<TermId[]> {
  const rows = await tx.query<{ term_id: TermId }>(
    `select term_id from guard where term_id = any($1::uuid[]) and sweep order by term_id for update skip locked`,
    [termIds],
  );
  return rows.map((row) => row.term_id);
}

export async function clearSweeps(sql: Sql, termIds: readonly TermId[]): Promise<void> {
  await sql.execute(`update guard set sweep = false where term_id = any($1::uuid[])`, [termIds]);
}

/** Sorted, so that the index on sweep answers and not the table, of which nearly no row is meant. */
export async function anySweep(sql: Sql): Promise<boolean> {
  return (await sql.query(`select term_id from guard where sweep order by term_id limit 1`, [])).length > 0;
}
