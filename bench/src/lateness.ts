import type { Benchmark } from './benchmark.js';
import { ascending, ofRuns, percentile } from './figure.js';
import { closing } from './leavings.js';
import { SinkProcess } from './provider/sink-process.js';
import { SIZES } from './sizes.js';
import { latenessOf, spread, takeDistantPortfolio } from './spread.js';

const SPREAD = { count: 2_000, overMs: 4_000 };
const AT_ONCE = 5_000;

/**
 * On the system clock: reminders are moved to where they are wanted; how late is each released, and when has the
 * provider all?
 */
export const lateness: Benchmark = {
  name: 'lateness',
  on: ['standalone', 'cluster'],
  measures: `due → released of ${SPREAD.count} reminders spread over ${SPREAD.overMs / 1_000} s, and of ${AT_ONCE} due at one instant; system clock`,
  run: ({ say, withSystem }) =>
    SinkProcess.use((sink) =>
      withSystem({ environment: sink.environment, clock: 'system' }, async (system) => {
        const scheduling = system.database('scheduling');
        return await closing(
          () => scheduling.close(),
          async () => {
            const runs = Array.from({ length: SIZES.runs }, (_, i) => i + 1);
            say(`${runs.length * (SPREAD.count + AT_ONCE)} contracts are imported`);
            await takeDistantPortfolio(system, scheduling, runs.length * (SPREAD.count + AT_ONCE));
            const measure = async (count: number, overMs: number): Promise<{ late: number[]; acceptedMs: number }> => {
              const had = await sink.accepted();
              const { from, ids } = await spread(scheduling, count, overMs);
              const acceptedMs = (await sink.reached(had + count)) - from;
              return { late: ascending(await latenessOf(scheduling, ids)), acceptedMs };
            };
            const apart = [];
            for (const run of runs) {
              say(`${SPREAD.count} reminders fall due over ${SPREAD.overMs / 1_000} s (${run} of ${runs.length})`);
              apart.push(await measure(SPREAD.count, SPREAD.overMs));
            }
            const together = [];
            for (const run of runs) {
              say(`${AT_ONCE} reminders fall due at one instant (${run} of ${runs.length})`);
              together.push(await measure(AT_ONCE, 0));
            }
            const rate = Math.round(SPREAD.count / (SPREAD.overMs / 1_000));
            const late = (of: readonly { late: number[] }[], p: number): number[] =>
              of.map((run) => percentile(run.late, p));
            return [
              ofRuns(`lateness (due → released) at ${rate}/s, p50`, late(apart, 50), 'ms'),
              ofRuns(`lateness (due → released) at ${rate}/s, p99`, late(apart, 99), 'ms', { aim: '≤ 50' }),
              ofRuns(`${AT_ONCE} due at one instant: released, p99`, late(together, 99), 'ms'),
              ofRuns(
                `${AT_ONCE} due at one instant: all accepted`,
                together.map((run) => run.acceptedMs / 1_000),
                's',
                { aim: '≤ 4' },
              ),
            ];
          },
        );
      }),
    ),
};
