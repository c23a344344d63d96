import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { Instant } from '@perennial/kernel/instant';
import type { BreakerChange } from './outage.js';

/** Keeps what is new; the same news twice is one. */
export async function insertBreakerChanges(tx: Transaction, changes: readonly BreakerChange[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.execute(
    `insert into breaker_change (provider, process_id, channel, state, changed_at)
     select distinct on (p, i, a) p, i, c, s, a
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) as n(p, i, c, s, a)
     order by p, i, a on conflict do nothing`,
    [
      changes.map((change) => change.provider),
      changes.map((change) => change.processId),
      changes.map((change) => change.channel),
      changes.map((change) => change.state),
      timestamptzArray(changes.map((change) => change.changedAt)),
    ],
  );
}

/** Forgets news from before an instant, at most `limit` at once; that a provider was seen stays. */
export async function dropBreakerChanges(tx: Transaction, before: Instant, limit: number): Promise<void> {
  await tx.execute(
    `delete from breaker_change where (provider, process_id, changed_at) in (
       select provider, process_id, changed_at from breaker_change
       where changed_at < $1::timestamptz and state <> 'SEEN' limit $2)`,
    [timestamptz(before), limit],
  );
}

/** Tells whether anything was added or forgotten since. */
export async function readBreakerStamp(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ stamp: string }>(
    `select count(*) || ' ' || coalesce(max(changed_at)::text, '') as stamp from breaker_change`,
    [],
  );
  return row?.stamp ?? '';
}

export async function readBreakerChanges(sql: Sql): Promise<BreakerChange[]> {
  return await sql.query<BreakerChange>(
    `select provider, process_id as "processId", channel, state, changed_at as "changedAt" from breaker_change
     order by changed_at, provider, process_id`,
    [],
  );
}
