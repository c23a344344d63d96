import { timestamptz } from './parameters.js';
import type { Sql } from './sql.js';

const DAY = 86_400_000;
const NAME = /^[a-z_][a-z0-9_]{0,50}$/;

export interface PartitionPlan {
  /** Instant (epoch ms) inside the first partition that must exist. */
  readonly now: number;
  /** Width of a partition in UTC days; must not change once the table has partitions. */
  readonly everyDays: number;
  /** Days after `now` that must be covered as well. */
  readonly aheadDays: number;
  /** Days before `now`: for tables keyed by the time of an event that may arrive late. */
  readonly backDays?: number;
}

interface Partition {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The partitions a plan asks for, oldest first: `<table>_pYYYYMMDD` by the UTC date of its start, aligned to the epoch.
 */
export function partitionsOf(table: string, { now, everyDays, aheadDays, backDays = 0 }: PartitionPlan): Partition[] {
  if (!NAME.test(table)) throw new RangeError(`not a plain table name: ${table}`);
  const width = everyDays * DAY;
  const partitions: Partition[] = [];
  for (let from = Math.floor((now - backDays * DAY) / width) * width; from <= now + aheadDays * DAY; from += width) {
    partitions.push({
      name: `${table}_p${timestamptz(from).slice(0, 10).replaceAll('-', '')}`,
      from,
      to: from + width,
    });
  }
  return partitions;
}

/**
 * Creates the missing partitions of a table that is partitioned by range of a timestamptz, and returns their names.
 * Safe when run by many at once, inside a transaction or not. There is no default partition: a row outside fails with
 * 23514.
 */
export async function ensurePartitions(sql: Sql, table: string, plan: PartitionPlan): Promise<string[]> {
  const wanted = partitionsOf(table, plan);
  const present = await sql.query<{ name: string }>(
    'select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass',
    [table],
  );
  const names = new Set(present.map(({ name }) => name));
  const missing = wanted.filter(({ name }) => !names.has(name));
  if (missing.length > 0)
    await sql.execute(
      underLock(
        table,
        missing.map((partition) => attachStatement(table, partition)),
      ),
    );
  return missing.map(({ name }) => name);
}

/**
 * Drops the partitions that end at or before `instant` (epoch ms) and returns their names. Each drop needs the table
 * for itself for a moment; where that is not to be had at once it fails with 55P03 and can be repeated.
 */
export async function dropPartitionsBefore(sql: Sql, table: string, instant: number): Promise<string[]> {
  const old = await sql.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = $1::regclass
       and substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \\(''([^'']+)''\\)')::timestamptz <= $2::timestamptz
     order by 1`,
    [table, timestamptz(instant)],
  );
  for (const { name } of old) {
    await sql.execute(
      underLock(table, [`perform set_config('lock_timeout', '500ms', true); drop table if exists ${name};`]),
    );
  }
  return old.map(({ name }) => name);
}

/** Attached rather than created in place: that would lock the table against the inserts that are going on. */
function attachStatement(table: string, { name, from, to }: Partition): string {
  return `if not exists (select from pg_inherits where inhrelid = to_regclass('${name}')) then
    create table ${name} (like ${table} including defaults including constraints including generated);
    alter table ${table} attach partition ${name} for values from ('${timestamptz(from)}') to ('${timestamptz(to)}');
  end if;`;
}

/** One DO statement is one transaction even on an autocommit connection, so the lock ends with it. */
function underLock(table: string, statements: readonly string[]): string {
  return `do $partitions$ begin
    perform pg_advisory_xact_lock(hashtextextended('partitions of ${table}', 0));
    ${statements.join('\n')}
  end $partitions$`;
}
