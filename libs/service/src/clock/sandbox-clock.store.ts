import type { Sql } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';

/** @returns the instant at which the sandbox clock stood, or undefined on the first start. */
export async function loadSandboxClock(sql: Sql): Promise<Instant | undefined> {
  const [row] = await sql.query<{ now: Instant }>(`select now from sandbox_clock where name = 'business'`, []);
  return row?.now;
}

/** Keeps the clock; it never goes back. */
export async function saveSandboxClock(sql: Sql, now: Instant): Promise<void> {
  await sql.execute(
    `insert into sandbox_clock (name, now) values ('business', $1)
     on conflict (name) do update set now = greatest(sandbox_clock.now, excluded.now)`,
    [timestamptz(now)],
  );
}
