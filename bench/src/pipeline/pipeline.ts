import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createDatabase } from '@perennial/database/create-database';
import kafkajs from 'kafkajs';
import { withKafka, withPostgres } from '../baseline/servers.js';
import type { Baseline } from '../benchmark.js';
import { ofRuns, type Figure } from '../figure.js';
import { closing, unwatched, watched } from '../leavings.js';
import { cpuOf, cpuOfTree } from '../process-cost.js';
import { SinkProcess } from '../provider/sink-process.js';
import { SIZES } from '../sizes.js';
import { openDatabase } from '../system/inspect.js';
import type { RoleSettings } from './role.js';
import { PARTITIONS, SCHEDULER_TABLES, SENDER_TABLES, TOPICS } from './tables.js';

const WARM_UP = 500;

interface Run {
  readonly accepted: number;
  readonly ended: number;
  readonly cpu: Readonly<Record<string, number>>;
}

/**
 * The same hops written by hand for this one purpose: no calendar, caps, fence, ledger, templates, breakers or recovery
 * of calls that a kill left open.
 */
export const handWrittenPipeline: Baseline = {
  name: 'pipeline',
  measures: `the same hops without framework: claim → outbox → Kafka → inbox, dispatch, attempt → HTTP → outcome → Kafka → ended; ${SIZES.burst} reminders`,
  run: ({ say }) =>
    withPostgres((server) =>
      withKafka((kafka) =>
        SinkProcess.use(async (sink) => {
          await createTopics(kafka.brokers);
          for (const [name, tables] of [
            ['scheduler', SCHEDULER_TABLES],
            ['sender', SENDER_TABLES],
          ] as const) {
            await createDatabase(server.adminUrl, name);
            const database = openDatabase(server.url(name));
            await closing(
              () => database.close(),
              () => database.query(tables),
            );
          }
          const settings = (name: string): RoleSettings => ({
            databaseUrl: server.url(name),
            brokers: kafka.brokers,
            sinkUrl: sink.url,
          });
          const cpu = (): Record<string, number> => ({
            PostgreSQL: cpuOfTree(server.postmasterPid),
            Kafka: kafka.nodes.reduce((sum, { pid }) => sum + cpuOf(pid), 0),
            sink: sink.cpu(),
          });
          return await withRole('sender', settings('sender'), (sender) =>
            withRole('scheduler', settings('scheduler'), async (scheduler) => {
              const spent = (): Record<string, number> => ({
                scheduling: cpuOf(scheduler.pid as number),
                delivery: cpuOf(sender.pid as number),
                ...cpu(),
              });
              let total = 0;
              const run = async (count: number): Promise<Run> => {
                const [before, last] = [spent(), sink.reached(total + count)];
                total += count;
                const ended = reached(scheduler, total);
                const began = await makeDue(server.url('scheduler'), count);
                await ended;
                const endedAt = Date.now();
                const after = spent();
                return {
                  accepted: ((await last) - began) / 1_000,
                  ended: (endedAt - began) / 1_000,
                  cpu: Object.fromEntries(
                    Object.entries(after).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / count]),
                  ),
                };
              };
              await run(WARM_UP);
              const runs: Run[] = [];
              for (let i = 0; i < SIZES.runs; i += 1) {
                say(`hand-written pipeline, ${i + 1} of ${SIZES.runs}`);
                runs.push(await run(SIZES.burst));
              }
              return [
                ...figures(runs),
                {
                  name: 'baseline: hand-written pipeline, size of a message',
                  value: (await sink.bytes()) / total,
                  unit: 'bytes',
                },
              ];
            }),
          );
        }),
      ),
    ),
};

function figures(runs: readonly Run[]): Figure[] {
  const [rate, parts] = [
    (of: (run: Run) => number) => runs.map((run) => SIZES.burst / of(run)),
    Object.keys(runs[0]?.cpu ?? {}),
  ];
  return [
    ofRuns(
      'baseline: hand-written pipeline, due → accepted',
      rate((run) => run.accepted),
      'reminders/s',
    ),
    ofRuns(
      'baseline: hand-written pipeline, due → ended',
      rate((run) => run.ended),
      'reminders/s',
    ),
    ...parts.map((part) =>
      ofRuns(
        `baseline: hand-written pipeline, CPU, ${part}`,
        runs.map((run) => run.cpu[part] ?? 0),
        'ms/reminder',
      ),
    ),
    ofRuns(
      'baseline: hand-written pipeline, CPU, all',
      runs.map((run) => Object.values(run.cpu).reduce((sum, ms) => sum + ms, 0)),
      'ms/reminder',
    ),
  ];
}

/** Reminders that are due at once; @returns the instant of their commit, epoch ms. */
async function makeDue(url: string, count: number): Promise<number> {
  const database = openDatabase(url);
  return await closing(
    () => database.close(),
    async () => {
      await database.query(
        `insert into reminder (id, customer_id, term_id, due_at, state)
         select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), clock_timestamp(), 'DUE'
         from generate_series(1, $1)`,
        [count],
      );
      return Date.now();
    },
  );
}

async function createTopics(brokers: string): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING }).admin();
  await closing(
    () => admin.disconnect(),
    async () => {
      await admin.connect();
      await admin.createTopics({
        waitForLeaders: true,
        topics: Object.values(TOPICS).map((topic) => ({ topic, numPartitions: PARTITIONS, replicationFactor: 1 })),
      });
    },
  );
}

function withRole<T>(name: string, settings: RoleSettings, work: (child: ChildProcess) => Promise<T>): Promise<T> {
  const main = fileURLToPath(new URL(`./${name}-main.js`, import.meta.url));
  const child = fork(main, [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
    execArgv: ['--max-semi-space-size=32'],
    env: { PATH: process.env['PATH'] ?? '', PIPELINE: JSON.stringify(settings) },
  });
  watched(child.pid);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    await gone;
    unwatched(child.pid);
  };
  const ended = gone.then(() => {
    throw new Error(`${name} of the hand-written pipeline ended`);
  });
  return closing(stop, () => Promise.race([work(child), ended]));
}

/** Resolves when the scheduler tells that it ended so many reminders. */
function reached(scheduler: ChildProcess, count: number): Promise<void> {
  return new Promise((resolve) => {
    const listen = ({ done }: { done: number }): void => {
      if (done < count) return;
      scheduler.off('message', listen);
      resolve();
    };
    scheduler.on('message', listen);
  });
}
