import type { Sql } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';

/** @returns the time of the oldest row that the relay has not published, behind which no partition may be dropped. */
export async function oldestUnpublished(sql: Sql): Promise<Instant | undefined> {
  const [row] = await sql.query<{ oldest: Instant | null }>(
    `select min(time) as oldest from outbox where id > (select position from relay_lease where name = 'outbox')`,
    [],
  );
  return row?.oldest ?? undefined;
}
