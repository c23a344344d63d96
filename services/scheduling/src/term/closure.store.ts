import { timestamptz } from '@perennial/database/parameters';
import type { Transaction } from '@perennial/database/sql';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Closure } from './term.js';

/** Adds causes to locked terms. An undone one stays undone: a replayed closing event closes nothing. */
export async function insertClosures(tx: Transaction, closures: readonly Closure[], now: Instant): Promise<void> {
  await tx.execute(
    `insert into closure (term_id, cause, closed_at)
     select distinct t, c, $3::timestamptz from unnest($1::uuid[], $2::text[]) as r(t, c)
     order by 1, 2 on conflict do nothing`,
    [closures.map((c) => c.termId), closures.map((c) => c.cause), timestamptz(now)],
  );
}

/** A cause that is taken back, and by what: `reopened:<version>`. */
export interface Undone extends Closure {
  readonly by: string;
}

/** Undoes causes; one that is not known yet is kept as undone already. */
export async function undoClosures(tx: Transaction, undone: readonly Undone[], now: Instant): Promise<void> {
  await tx.execute(
    `insert into closure as t (term_id, cause, undone_by, closed_at)
     select distinct on (r.t, r.c) r.t, r.c, r.b, $4::timestamptz
     from unnest($1::uuid[], $2::text[], $3::text[]) as r(t, c, b) order by 1, 2
     on conflict (term_id, cause) do update set undone_by = excluded.undone_by where t.undone_by is null`,
    [undone.map((u) => u.termId), undone.map((u) => u.cause), undone.map((u) => u.by), timestamptz(now)],
  );
}

/**
 * Recomputes `closed` of locked terms, which follows from their causes, and marks for planning those in which it
 * changed, and all that were re-opened.
 */
export async function recomputeClosed(
  tx: Transaction,
  termIds: readonly TermId[],
  reopened: boolean,
  now: Instant,
): Promise<void> {
  await tx.execute(
    `update term t set closed = s.closed, plan_due = true, waiting_since = null, restate_asked_at = null,
       set_aside_reason = null,
       ended_on = case when s.closed then ($3::timestamptz at time zone 'UTC')::date end,
       reopened_at = case when $2 and t.closed and not s.closed then $3::timestamptz else t.reopened_at end
     from (
       select i, exists (select 1 from closure c where c.term_id = i and c.undone_by is null) as closed
       from unnest($1::uuid[]) as i) s
     where t.term_id = s.i and ($2 or t.closed is distinct from s.closed)`,
    [termIds, reopened, timestamptz(now)],
  );
}
