import type { Sql } from '@perennial/database/database';
import type { OpenAttempt } from './attempt.store.js';

/** Says that this process lives for another `ms` (wall clock of the database). */
export async function renewLease(sql: Sql, id: string, ms: number): Promise<void> {
  await sql.execute(
    `insert into process_lease (id, until) values ($1::uuid, clock_timestamp() + make_interval(secs => $2::float8 / 1000))
     on conflict (id) do update set until = excluded.until`,
    [id, ms],
  );
}

/**
 * Gives the lease back, and clears those that ended long ago. One that still has calls nobody wrote the result of
 * stays, so that they are found.
 */
export async function endLease(sql: Sql, id: string): Promise<void> {
  await sql.execute(`update process_lease set until = clock_timestamp() where id = $1::uuid`, [id]);
  await sql.execute(
    `delete from process_lease l where (l.id = $1::uuid or l.until < clock_timestamp() - interval '1 day')
       and not exists (select from attempt a where a.state = 'CALLING' and a.owner = l.id)`,
    [id],
  );
}

/** Calls of processes that are gone. */
export async function orphanedAttempts(sql: Sql, limit: number): Promise<OpenAttempt[]> {
  return await sql.query<OpenAttempt>(
    `select a.id, a.message_id as "messageId", a.idempotency_key as "idempotencyKey"
     from attempt a left join process_lease l on l.id = a.owner
     where a.state = 'CALLING' and (l.id is null or l.until < clock_timestamp()) order by a.message_id limit $1`,
    [limit],
  );
}

/**
 * Whether any other process is calling, or died while it was. Whoever calls has a lease row, so that without another
 * one no attempt is looked at.
 */
export async function anyForeignCall(sql: Sql, owner: string): Promise<boolean> {
  const rows = await sql.query(
    `select l.id from process_lease l where l.id <> $1::uuid and exists (select from attempt a where a.state = 'CALLING' and a.owner = l.id) limit 1`,
    [owner],
  );
  return rows.length > 0;
}
