import type { Transaction } from '@perennial/database/database';
import { timestamptzArray } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';

/**
 * Marks events as seen by a group, one statement for all, in the handler's transaction.
 * @returns the ids that the group sees for the first time.
 */
export async function claimNew(
  tx: Transaction,
  group: string,
  events: readonly { id: string; time: Instant }[],
): Promise<Set<string>> {
  const rows = await tx.query<{ event_id: string }>(
    `insert into inbox (grp, event_id, time)
     select $1, e.id, e.time from unnest($2::text[], $3::timestamptz[]) as e(id, time) order by e.id
     on conflict do nothing returning event_id`,
    [group, events.map((e) => e.id), timestamptzArray(events.map((e) => e.time))],
  );
  return new Set(rows.map((row) => row.event_id));
}
