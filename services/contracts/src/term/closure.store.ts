import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptzArray } from '@perennial/database/parameters';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { ClosedAs, ClosedBy, Closure } from './closure.js';

interface Row {
  readonly term_id: TermId;
  readonly cause: string;
  readonly closed_as: ClosedAs;
  readonly closed_at: Instant;
  readonly closed_by: ClosedBy | null;
  readonly undone_by: string | null;
}

/** Causes of the terms of contracts. */
export async function closuresOf(sql: Sql, termIds: readonly TermId[]): Promise<Closure[]> {
  if (termIds.length === 0) return [];
  const rows = await sql.query<Row>(
    `select term_id, cause, closed_as, closed_at, closed_by, undone_by from closure where term_id = any($1::uuid[])
     order by term_id, closed_at, cause`,
    [termIds],
  );
  return rows.map((row) => ({
    termId: row.term_id,
    cause: row.cause,
    closedAs: row.closed_as,
    closedAt: row.closed_at,
    closedBy: row.closed_by,
    undoneBy: row.undone_by,
  }));
}

export async function saveClosures(tx: Transaction, closures: readonly Closure[]): Promise<void> {
  if (closures.length === 0) return;
  await tx.execute(
    `insert into closure (term_id, cause, closed_as, closed_at, closed_by, undone_by)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[])
     on conflict (term_id, cause) do update set undone_by = excluded.undone_by`,
    [
      closures.map((c) => c.termId),
      closures.map((c) => c.cause),
      closures.map((c) => c.closedAs),
      timestamptzArray(closures.map((c) => c.closedAt)),
      closures.map((c) => c.closedBy),
      closures.map((c) => c.undoneBy),
    ],
  );
}
