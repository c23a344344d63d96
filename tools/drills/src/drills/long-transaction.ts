import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '@perennial/database/create-database';
import { OWNERS } from '@perennial/cluster/cluster-ports';
import type { Drill } from '../drill.js';
import type { Stage } from '../stage.js';

const HELD_MS = 60_000;
/** What was cut before the transaction began may still go out. */
const UNDER_WAY_MS = 3_000;

export const longTransaction: Drill = {
  name: 'long-transaction',
  about:
    'a writing transaction stays open for 60 s in another database of the server: every relay is held back, for it cannot know that nothing older follows; then all goes on, nothing lost or out of order',
  async run(stage) {
    await stage.untilSending();
    await withClient(stage.cluster.postgres.adminUrl, async (client) => {
      await client.query('begin');
      await client.query('select pg_current_xact_id()');
      await sleep(UNDER_WAY_MS);
      const before = await positions(stage);
      await sleep(HELD_MS - UNDER_WAY_MS);
      const after = await positions(stage);
      for (const [name, position] of after)
        if (position !== before.get(name))
          stage.ledger.broken.push(
            `the relay of ${name} went on from ${before.get(name)} to ${position} under an open older transaction`,
          );
      await client.query('rollback');
    });
    stage.recoversFrom('the open transaction');
  },
};

async function positions(stage: Stage): Promise<Map<string, bigint>> {
  const rows = await Promise.all(
    OWNERS.map(async (name) => {
      const [row] = await stage
        .database(name)
        .query<{ position: bigint }>(`select position from relay_lease where name = 'outbox'`, []);
      return [name, row?.position ?? 0n] as const;
    }),
  );
  return new Map(rows);
}
