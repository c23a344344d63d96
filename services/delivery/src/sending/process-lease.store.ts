import type { Sql } from '@perennial/database/database';
import type { ProcessId } from './sender.js';

/** Says that this process lives for another `ms` (wall clock of the database). */
export async function renewLease(sql: Sql, id: ProcessId, ms: number): Promise<void> {
  await sql.execute(
    `insert into process_lease (process_id, until)
     values ($1::uuid, clock_timestamp() + make_interval(secs => $2::float8 / 1000))
     on conflict (process_id) do update set until = excluded.until`,
    [id, ms],
  );
}

/**
 * Gives the lease back, and clears those that ended long ago. One that still has calls nobody wrote the result of
 * stays, so that they are found.
 */
export async function endLease(sql: Sql, id: ProcessId): Promise<void> {
  await sql.execute(`update process_lease set until = clock_timestamp() where process_id = $1::uuid`, [id]);
  await sql.execute(
    `delete from process_lease l
     where (l.process_id = $1::uuid or l.until < clock_timestamp() - interval '1 day')
       and not exists (select from attempt a where a.state = 'CALLING' and a.process_id = l.process_id)`,
    [id],
  );
}

/**
 * Whether any other process is calling, or died while it was. Whoever calls has a lease row, so that without another
 * one no attempt is looked at.
 */
export async function anyForeignCall(sql: Sql, id: ProcessId): Promise<boolean> {
  const rows = await sql.query(
    `select l.process_id from process_lease l
     where l.process_id <> $1::uuid
       and exists (select from attempt a where a.state = 'CALLING' and a.process_id = l.process_id) limit 1`,
    [id],
  );
  return rows.length > 0;
}
