import type { Benchmark } from './benchmark.js';
import { median, ofRuns } from './figure.js';
import { closing, dataFolder, removeFolder } from './leavings.js';
import { SIZES } from './sizes.js';

/** From the start of the processes to "serves", without the sample, on a built tree. */
export const coldStart: Benchmark = {
  name: 'cold-start', on: ['standalone', 'cluster'],
  measures: 'start to serving on a new folder and on an old one, database and event log included; memory at rest by process',
  async run({ say, withSystem, kind }) {
    const [first, again, memories] = [[] as number[], [] as number[], [] as Readonly<Record<string, number>>[]];
    for (let run = 0; run < SIZES.runs; run += 1) {
      const folder = dataFolder();
      await closing(() => Promise.resolve(removeFolder(folder)), async () => {
        for (const times of [first, again]) {
          const began = performance.now();
          await withSystem({ folder, environment: { SMTP_URL: 'smtp://127.0.0.1:1025' } }, async (system) => {
            times.push((performance.now() - began) / 1_000);
            memories.push(system.memory());
          });
        }
      });
      say(`start ${run + 1} of ${SIZES.runs}`);
    }
    const sum = (memory: Readonly<Record<string, number>>): number => Object.values(memory).reduce((total, mb) => total + mb, 0);
    const each = Object.keys(memories[0] ?? {}).map((name) => `${name} ${median(memories.map((memory) => memory[name] ?? 0)).toFixed(0)}`);
    const aims = kind === 'standalone' ? { start: '≤ 10', memory: '≤ 600' } : { start: '', memory: '' };
    return [
      ofRuns('cold start, new folder', first, 's', { aim: aims.start }),
      ofRuns('cold start, old folder', again, 's', { aim: aims.start }),
      ofRuns('memory at rest', memories.map(sum), 'MB', { aim: aims.memory, note: each.join(', ') }),
    ];
  },
};
