import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '@perennial/database/create-database';
import type { Drill } from '../drill.js';

const TIMES = 6;
const EVERY_MS = 1_500;

export const backends: Drill = {
  name: 'backends',
  about: `every connection to PostgreSQL is ended ${TIMES} times, ${EVERY_MS / 1_000} s apart, in mid transaction: what was rolled back is done again, nobody crashes`,
  async run(stage) {
    await stage.untilSending();
    let ended = 0;
    for (let time = 0; time < TIMES; time += 1) {
      ended += await withClient(stage.cluster.postgres.adminUrl, async (client) => {
        const { rowCount } = await client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend'
           and pid <> pg_backend_pid()`,
        );
        return rowCount ?? 0;
      });
      await sleep(EVERY_MS);
    }
    stage.recoversFrom('the last connections');
    stage.ledger.notes.push(`${ended} connections ended`);
  },
};
