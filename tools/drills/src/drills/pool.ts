import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnerName } from '@perennial/cluster/cluster-ports';
import type { Drill } from '../drill.js';
import type { Stage } from '../stage.js';

const TIMES = 3;
/** Longer than the services' own transactions may last. */
const HELD_MS = 7_000;
/** The rows that every transaction of the main job passes through. */
const HOT: Partial<Readonly<Record<OwnerName, string>>> = {
  scheduling: 'select term_id from term for update',
  delivery: 'select term_id from guard for update',
  payments: 'select term_id from term for update',
};

export const pool: Drill = {
  name: 'pool',
  about: `every service has 2 connections and a foreign session locks all terms and guards for ${HELD_MS / 1_000} s, ${TIMES} times: waiting transactions end by their timeout, pools are empty, and all is done afterwards`,
  recoverySeconds: 30,
  async run(stage) {
    const names = Object.keys(HOT) as OwnerName[];
    await Promise.all(names.map((name) => again(stage, name, { DATABASE_POOL: '2' })));
    for (let time = 0; time < TIMES; time += 1) {
      await stage.untilSending();
      await Promise.all(
        names.map((name) =>
          stage.database(name).transaction('drill.hot-rows', async (tx) => {
            await tx.query(HOT[name] as string, []);
            await sleep(HELD_MS);
          }),
        ),
      );
      stage.recoversFrom(`the ${time + 1}. lock`);
      await stage.load.play(1);
    }
    await Promise.all(names.map((name) => again(stage, name, {})));
  },
};

async function again(stage: Stage, name: OwnerName, environment: Readonly<Record<string, string>>): Promise<void> {
  await stage.first(name).terminate();
  stage.first(name).start(environment);
  await stage.first(name).ready();
}
