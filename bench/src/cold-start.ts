import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark } from './benchmark.js';
import { median, ofRuns } from './figure.js';
import { closing, dataFolder, removeFolder } from './leavings.js';
import { SIZES } from './sizes.js';
import type { BenchSystem } from './system/bench-system.js';

const UNTIL_IDLE_MS = 5_000;
const REST_MS = 10_000;

/** From the start of the processes to "serves", without the sample, on a built tree. */
export const coldStart: Benchmark = {
  name: 'cold-start',
  on: ['standalone', 'cluster'],
  measures:
    'start to serving on a new folder and on an old one, database and event log included; memory and CPU at rest by process',
  async run({ say, withSystem, kind }) {
    const [first, again, memories, idling] = [[] as number[], [] as number[], [] as Parts[], [] as Parts[]];
    for (let run = 0; run < SIZES.runs; run += 1) {
      const folder = dataFolder();
      await closing(
        () => Promise.resolve(removeFolder(folder)),
        async () => {
          for (const times of [first, again]) {
            const began = performance.now();
            await withSystem({ folder, environment: { SMTP_URL: 'smtp://127.0.0.1:1025' } }, async (system) => {
              times.push((performance.now() - began) / 1_000);
              memories.push(system.memory());
              if (times === again) idling.push(await atRest(system));
            });
          }
        },
      );
      say(`start ${run + 1} of ${SIZES.runs}`);
    }
    const aims = kind === 'standalone' ? { start: '≤ 10', memory: '≤ 600' } : { start: '', memory: '' };
    return [
      ofRuns('cold start, new folder', first, 's', { aim: aims.start }),
      ofRuns('cold start, old folder', again, 's', { aim: aims.start }),
      ofRuns('memory at rest', memories.map(sum), 'MB', { aim: aims.memory, note: each(memories, 0) }),
      ofRuns('CPU at rest', idling.map(sum), 'ms/s', { note: each(idling, 1) }),
    ];
  },
};

type Parts = Readonly<Record<string, number>>;

/** CPU of each part while nothing is due, ms a second. */
async function atRest(system: BenchSystem): Promise<Parts> {
  await sleep(UNTIL_IDLE_MS);
  const before = system.cpu();
  await sleep(REST_MS);
  return Object.fromEntries(
    Object.entries(system.cpu()).map(([name, ms]) => [name, ((ms - (before[name] ?? 0)) * 1_000) / REST_MS]),
  );
}

function sum(parts: Parts): number {
  return Object.values(parts).reduce((total, value) => total + value, 0);
}

function each(runs: readonly Parts[], digits: number): string {
  return Object.keys(runs[0] ?? {})
    .map((name) => `${name} ${median(runs.map((run) => run[name] ?? 0)).toFixed(digits)}`)
    .join(', ');
}
