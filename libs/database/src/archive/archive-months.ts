import { addMonthsClamped } from '@perennial/calendar/civil';
import { keptFrom, monthOf } from '@perennial/calendar/retention';
import type { Sql } from '../sql.js';
import { plainName } from './archive-tables.js';

const partitionName = (table: string, month: string): string =>
  `${plainName(table)}_archive_m${month.slice(0, 7).replace('-', '')}`;

/** Creates the partition of `month` in the archive of each table, unless it is there. Safe when run by many at once. */
export async function ensureArchiveMonth(sql: Sql, tables: readonly string[], month: string): Promise<void> {
  const next = addMonthsClamped(month, 1);
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

/** Keeps archives to their months, once a month and process: makes the new one, drops those whose time is over. */
export class ArchiveTurn {
  #month: string | undefined;

  constructor(private readonly tables: readonly string[]) {}

  /** @param today `YYYY-MM-DD`. @param keepMonths how many months before this one are kept. */
  async turn(sql: Sql, today: string, keepMonths: number): Promise<void> {
    const month = monthOf(today);
    if (month === this.#month) return;
    await ensureArchiveMonth(sql, this.tables, month);
    for (const table of this.tables) await dropArchiveBefore(sql, table, keptFrom(today, keepMonths));
    this.#month = month;
  }
}
