import type { Sql, Transaction } from '../sql.js';
import { plainName } from './archive-tables.js';

/** A hot table that has an archive, and the column that names what its rows belong to: a term, a message. */
export interface ArchivedTable {
  readonly table: string;
  readonly owner: string;
}

/**
 * Moves rows that belong to `ids` into the archive, at most `limit` of them: a step of a move that several
 * transactions share, so that none writes more than the protocol allows (1,000). What a crash leaves is taken by the
 * next step.
 *
 * @param month first day of the month under which they are kept, `YYYY-MM-01`; its partition must exist.
 * @returns how many rows moved; fewer than `limit` when nothing of `ids` is left in the hot table.
 */
export async function moveToArchive(
  tx: Transaction,
  { table, owner }: ArchivedTable,
  ids: readonly string[],
  month: string,
  limit: number,
): Promise<number> {
  return await tx.execute(
    `with moved as (
       delete from ${plainName(table)} where ctid = any(array(
         select ctid from ${table} where ${plainName(owner)} = any($1::uuid[]) limit $3 for update
       )) returning *
     )
     insert into ${table}_archive select $2::date, m.* from moved m`,
    [ids, month, limit],
  );
}

/**
 * The same for several tables, in their order, at most `limit` rows of all together.
 *
 * @returns rows by table.
 */
export async function moveTablesToArchive(
  tx: Transaction,
  tables: readonly ArchivedTable[],
  ids: readonly string[],
  month: string,
  limit: number,
): Promise<Map<string, number>> {
  const moved = new Map<string, number>();
  let left = limit;
  for (const table of tables) {
    const count = left > 0 ? await moveToArchive(tx, table, ids, month, left) : 0;
    moved.set(table.table, count);
    left -= count;
  }
  return moved;
}

/**
 * Brings every archived row of `ids` back. Rare, so that it goes by names and not by positions of columns: a row that
 * was archived before a column existed gets null, or fails on `not null` as any writer would.
 *
 * @returns how many rows came back.
 */
export async function restoreFromArchive(
  tx: Transaction,
  { table, owner }: ArchivedTable,
  ids: readonly string[],
): Promise<number> {
  return await tx.execute(
    `with back as (delete from ${plainName(table)}_archive where ${plainName(owner)} = any($1::uuid[]) returning *)
     insert into ${table} select (jsonb_populate_record(null::${table}, to_jsonb(b))).* from back b`,
    [ids],
  );
}

/** Columns in which an archive differs from its hot table; none when the two match. For tests and migrations. */
export async function archiveDrift(sql: Sql, table: string): Promise<string[]> {
  const rows = await sql.query<{ column: string }>(
    `with columns as (
       select attrelid, attname, atttypid, row_number() over (partition by attrelid order by attnum) as place
       from pg_attribute
       where attrelid in ($1::regclass, ($1 || '_archive')::regclass) and attnum > 0 and not attisdropped
         and attname <> 'archived_month'
     )
     select distinct attname as column from columns
     group by attname, atttypid, place having count(*) <> 2 order by 1`,
    [table],
  );
  return rows.map(({ column }) => column);
}
