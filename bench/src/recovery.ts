import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark } from './benchmark.js';
import { ofRuns, type Figure } from './figure.js';
import { closing } from './leavings.js';
import { SinkProcess } from './provider/sink-process.js';
import { SIZES } from './sizes.js';
import { latenessOf, spread, takeDistantPortfolio } from './spread.js';
import type { Owner } from './system/bench-system.js';

const PER_SECOND = 50;
const SECONDS = 40;
const KILLED_AFTER_MS = 5_000;
const VICTIMS: readonly Owner[] = ['scheduling', 'delivery'];
const COUNT = PER_SECOND * SECONDS;

/** A steady trickle of due reminders, so that nothing waits in between; what is killed is started again at once. */
export const recovery: Benchmark = {
  name: 'recovery',
  on: ['standalone', 'cluster'],
  measures: `kill -9 of ${VICTIMS.join(' and of ')} (standalone: of all) under ${PER_SECOND} reminders/s: until the provider takes messages again`,
  run: ({ say, withSystem, kind }) =>
    SinkProcess.use((sink) =>
      withSystem({ environment: sink.environment, clock: 'system' }, async (system) => {
        const victims = kind === 'cluster' ? VICTIMS : VICTIMS.slice(0, 1);
        // PostgreSQL of the standalone goes with it and comes back on another port.
        const onScheduling = async <T>(
          work: (scheduling: ReturnType<typeof system.database>) => Promise<T>,
        ): Promise<T> => {
          const scheduling = system.database('scheduling');
          return await closing(
            () => scheduling.close(),
            () => work(scheduling),
          );
        };
        say(`${COUNT * victims.length * SIZES.runs} contracts are imported`);
        await onScheduling((scheduling) =>
          takeDistantPortfolio(system, scheduling, COUNT * victims.length * SIZES.runs),
        );
        const figures: Figure[] = [];
        for (const victim of victims) {
          const [silences, latest] = [[] as number[], [] as number[]];
          for (let run = 0; run < SIZES.runs; run += 1) {
            const had = await sink.accepted();
            const { from, ids } = await onScheduling((scheduling) => spread(scheduling, COUNT, SECONDS * 1_000));
            await sleep(from + KILLED_AFTER_MS - Date.now());
            const at = await system.killAndStart(victim);
            await sink.reached(had + COUNT);
            silences.push(silenceAfter(at, await sink.times()) / 1_000);
            latest.push(Math.max(...(await onScheduling((scheduling) => latenessOf(scheduling, ids)))) / 1_000);
            say(
              `${victim} was killed, ${run + 1} of ${SIZES.runs}: messages again after ${silences.at(-1)?.toFixed(1)} s`,
            );
          }
          const whose = kind === 'cluster' ? victim : 'everything';
          figures.push(
            ofRuns(`recovery after kill -9 of ${whose}`, silences, 's', { aim: '≤ 15', note: `all ${COUNT} accepted` }),
            ofRuns(`kill -9 of ${whose}: latest release after its due instant`, latest, 's'),
          );
        }
        return figures;
      }),
    ),
};

/** From the kill to the end of the longest silence that it caused: messages in flight at the kill may still come in. */
function silenceAfter(killedAt: number, times: readonly number[]): number {
  let [longest, end, before] = [0, killedAt, killedAt];
  for (const time of times.filter((one) => one > killedAt)) {
    if (time - before > longest) [longest, end] = [time - before, time];
    before = time;
  }
  return end - killedAt;
}
