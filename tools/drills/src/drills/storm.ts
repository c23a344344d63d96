import { setTimeout as sleep } from 'node:timers/promises';
import type { Drill } from '../drill.js';

const EVERY_MS = 5_000;
const LASTS_MS = 60_000;
const JOINERS = ['delivery', 'scheduling'] as const;

export const storm: Drill = {
  name: 'storm',
  about:
    'for a minute a second replica of delivery, then of scheduling, joins and leaves every 5 s, so that groups never become stable: order and positions hold, and everything is at rest 15 s later',
  async run(stage) {
    const until = performance.now() + LASTS_MS;
    let joins = 0;
    while (performance.now() < until) {
      const joined = await stage.cluster.add(JOINERS[joins % 2] as (typeof JOINERS)[number]);
      await sleep(EVERY_MS);
      await stage.cluster.remove(joined);
      joins += 1;
      await sleep(EVERY_MS);
    }
    stage.recoversFrom('the last leave');
    stage.ledger.notes.push(`${joins} joins and leaves`);
  },
};
