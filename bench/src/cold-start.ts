import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortOffset } from '@perennial/testing/system/free-offset';
import { StandaloneProcess } from '@perennial/testing/system/standalone-process';
import { median, type Benchmark } from './figure.js';
import { residentMb } from './process-cost.js';

const RUNS = 3;

/** From the start of the process to "serves", without the sample, on a built tree. */
export const coldStart: Benchmark = {
  name: 'cold-start',
  measures: `start to serving on a new folder and on an old one, median of ${RUNS}; memory at rest`,
  async run(say) {
    const [first, again, memory] = [[] as number[], [] as number[], [] as number[]];
    for (let run = 0; run < RUNS; run += 1) {
      const dataDir = mkdtempSync(join(tmpdir(), 'perennial-cold-'));
      for (const times of [first, again]) {
        const portOffset = await freePortOffset();
        const began = performance.now();
        const child = await StandaloneProcess.start({ dataDir, portOffset, environment: { LOG_LEVEL: 'error', SMTP_URL: 'smtp://127.0.0.1:1025' } });
        times.push((performance.now() - began) / 1_000);
        memory.push(residentMb(child.child.pid as number));
        await child.stop();
      }
      rmSync(dataDir, { recursive: true, force: true });
      say(`cold start: run ${run + 1} of ${RUNS}`);
    }
    return [
      { name: 'cold start, new folder', value: median(first), unit: 's', aim: '≤ 10' },
      { name: 'cold start, old folder', value: median(again), unit: 's', aim: '≤ 10' },
      { name: 'memory at rest', value: median(memory), unit: 'MB', aim: '≤ 600' },
    ];
  },
};
