import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptzArray } from '@perennial/database/parameters';
import type { TermId } from '@perennial/kernel/ids';
import type { Closure } from './closure.js';

/** Causes of the terms of contracts. */
export async function closuresOf(sql: Sql, termIds: readonly TermId[]): Promise<Closure[]> {
  if (termIds.length === 0) return [];
  return await sql.query<Closure>(
    `select term_id as "termId", cause, closed_as as "closedAs", closed_at as "closedAt",
       undone_by as "undoneBy"
     from closure where term_id = any($1::uuid[]) order by term_id, closed_at, cause`,
    [termIds],
  );
}

export async function saveClosures(tx: Transaction, closures: readonly Closure[]): Promise<void> {
  if (closures.length === 0) return;
  await tx.execute(
    `insert into closure (term_id, cause, closed_as, closed_at, undone_by)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[])
     on conflict (term_id, cause) do update set undone_by = excluded.undone_by`,
    [
      closures.map((c) => c.termId),
      closures.map((c) => c.cause),
      closures.map((c) => c.closedAs),
      timestamptzArray(closures.map((c) => c.closedAt)),
      closures.map((c) => c.undoneBy),
    ],
  );
}
