import type { Database } from '@perennial/database/database';
import type { Cost } from './cpu-profile.js';

/** What the server needs to count statements. */
export const COUNTING = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track_planning': 'on',
  track_io_timing: 'on',
};

export async function beginCounting(admin: Database): Promise<void> {
  await admin.query(`create extension if not exists pg_stat_statements; select pg_stat_statements_reset()`);
}

/** Statements by the time that the server spent in them: planning, execution, waits for locks and the disk included. */
export async function statementCosts(admin: Database): Promise<Cost[]> {
  const rows = await admin.query<{
    database: string;
    query: string;
    calls: number;
    ms: number;
    planning: number;
    rows: number;
    wal: number;
    images: number;
    hits: number;
  }>(
    `select d.datname as database, regexp_replace(s.query, '\\s+', ' ', 'g') as query, sum(s.calls)::float8 as calls,
     sum(s.total_exec_time + s.total_plan_time) as ms,
       sum(s.total_plan_time) / greatest(sum(s.total_exec_time + s.total_plan_time), 0.001) as planning, sum(s.rows)::float8 as rows,
       sum(s.wal_bytes)::float8 as wal, sum(s.wal_fpi)::float8 as images, sum(s.shared_blks_hit)::float8 as hits
     from pg_stat_statements s join pg_database d on d.oid = s.dbid group by 1, 2 order by 4 desc limit 40`,
    [],
  );
  return rows.map(({ database, query, calls, ms, planning, rows: touched, wal, images, hits }) => ({
    ms,
    what: `${database.replace('perennial_', '').padEnd(10)} ${String(calls).padStart(6)} × ${(ms / calls).toFixed(2)} ms (${(planning * 100).toFixed(0)} % planning), ${touched} rows, ${(wal / 1_024).toFixed(0)} KiB of WAL with ${images} full pages, ${hits} blocks: ${query.slice(0, 170)}`,
  }));
}
