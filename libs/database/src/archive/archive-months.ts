import type { Sql } from '../sql.js';
import { plainName } from './archive-tables.js';

const MONTH = /^(\d{4})-(\d{2})-01$/;

/** The first day of the month of a local date or an ISO instant, `YYYY-MM-01`. */
export function monthOf(date: string): string {
  return `${date.slice(0, 7)}-01`;
}

/** The first day of the month `count` months after `month`; `count` may be negative. */
export function addMonths(month: string, count: number): string {
  const [, year, number] = MONTH.exec(month) ?? [];
  if (!year || !number) throw new RangeError(`not the first day of a month: ${month}`);
  const months = Number(year) * 12 + Number(number) - 1 + count;
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
}

const partitionName = (table: string, month: string): string =>
  `${plainName(table)}_archive_m${month.slice(0, 7).replace('-', '')}`;

/** Creates the partition of `month` in the archive of each table, unless it is there. Safe when run by many at once. */
export async function ensureArchiveMonth(sql: Sql, tables: readonly string[], month: string): Promise<void> {
  const next = addMonths(month, 1);
  for (const table of tables) {
    const name = partitionName(table, month);
    await sql.execute(`do $month$ begin
      if to_regclass('${name}') is null then
        perform pg_advisory_xact_lock(hashtextextended('archive of ${table}', 0));
        create table if not exists ${name} partition of ${table}_archive for values from ('${month}') to ('${next}');
      end if;
    end $month$`);
  }
}

/**
 * Drops the months of a table's archive that lie wholly before `month`. Each drop needs the archive for itself for a
 * moment; where that is not to be had at once it fails with 55P03 and can be repeated.
 *
 * @returns the names of the dropped partitions.
 */
export async function dropArchiveBefore(sql: Sql, table: string, month: string): Promise<string[]> {
  const first = partitionName(table, month);
  const old = await sql.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = ($1 || '_archive')::regclass and c.relname < $2 order by 1`,
    [table, first],
  );
  for (const { name } of old)
    await sql.execute(`do $drop$ begin
      perform set_config('lock_timeout', '500ms', true);
      drop table if exists ${name};
    end $drop$`);
  return old.map(({ name }) => name);
}
