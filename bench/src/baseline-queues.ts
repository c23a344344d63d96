import { Database } from '@perennial/database/database';
import { RecordingHttpSink } from '@perennial/testing/http/recording-http-sink';
import { testPostgres } from '@perennial/testing/postgres';
import { run as runWorker, makeWorkerUtils, Logger } from 'graphile-worker';
import PgBoss from 'pg-boss';
import type { Benchmark } from './figure.js';
import { waitFor } from './lateness.js';

const JOBS = 5_000;
const BATCH = 1_000;

/** What general job queues and bare SQL do on the same machine: one HTTP call a job, no fence, no outbox, no ledger. */
export const queues: Benchmark = {
  name: 'baselines',
  measures: `raw node-pg claims, graphile-worker and pg-boss draining ${JOBS} jobs with one HTTP call each`,
  async run(say) {
    const server = await testPostgres();
    const sink = await RecordingHttpSink.start();
    try {
      say('baselines: raw node-pg');
      const raw = await claims((await server.createDatabase('raw')).url);
      say('baselines: graphile-worker');
      const graphile = await graphileWorker((await server.createDatabase('graphile')).url, sink);
      sink.clear();
      say('baselines: pg-boss');
      const boss = await pgBoss((await server.createDatabase('boss')).url, sink);
      return [
        { name: `baseline: raw node-pg, claim and insert ${BATCH} a statement`, value: raw, unit: 'rows/s' },
        { name: 'baseline: graphile-worker, one HTTP call a job', value: graphile, unit: 'jobs/s' },
        { name: 'baseline: pg-boss, one HTTP call a job', value: boss, unit: 'jobs/s' },
      ];
    } finally {
      await sink.stop();
      await server.stop();
    }
  },
};

async function call(sink: RecordingHttpSink, n: number): Promise<void> {
  const answer = await fetch(`${sink.url}/messages`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ idempotencyKey: `job-${n}`, to: 'x@customer.example', subject: 's', text: 't', html: 'h' }) });
  await answer.arrayBuffer();
}

async function claims(url: string): Promise<number> {
  const database = new Database({ url, applicationName: 'raw', poolSize: 2, onPoolError: (error) => process.stderr.write(`${error.message}\n`) });
  await database.query(`create table job (id int primary key, state text not null); create table done (id int primary key, at timestamptz not null default clock_timestamp())`);
  await database.query(`insert into job select i, 'due' from generate_series(1, 20000) i`);
  const began = performance.now();
  let total = 0;
  for (let moved = 1; moved > 0; total += moved) {
    moved = await database.transaction('claim', async (tx) => {
      const rows = await tx.query<{ id: number }>(`select id from job where state = 'due' order by id limit ${BATCH} for update skip locked`, []);
      await tx.query(`update job set state = 'done' where id = any($1::int[])`, [rows.map((row) => row.id)]);
      await tx.query(`insert into done (id) select unnest($1::int[])`, [rows.map((row) => row.id)]);
      return rows.length;
    });
  }
  const perSecond = total / ((performance.now() - began) / 1_000);
  await database.close();
  return perSecond;
}

async function graphileWorker(connectionString: string, sink: RecordingHttpSink): Promise<number> {
  const utils = await makeWorkerUtils({ connectionString, logger: new Logger(() => () => undefined) });
  await utils.migrate();
  await utils.withPgClient((client) => client.query(`select graphile_worker.add_job('call', json_build_object('n', i)) from generate_series(1, ${JOBS}) i`));
  const began = performance.now();
  const runner = await runWorker({ connectionString, concurrency: 50, maxPoolSize: 20, pollInterval: 100, logger: new Logger(() => () => undefined), taskList: { call: (payload) => call(sink, (payload as { n: number }).n) } });
  await waitFor(async () => sink.accepted().length >= JOBS);
  const perSecond = JOBS / ((performance.now() - began) / 1_000);
  await runner.stop();
  await utils.release();
  return perSecond;
}

async function pgBoss(connectionString: string, sink: RecordingHttpSink): Promise<number> {
  const boss = new PgBoss({ connectionString, max: 20 });
  boss.on('error', (error) => process.stderr.write(`${String(error)}\n`));
  await boss.start();
  await boss.createQueue('call');
  await boss.insert(Array.from({ length: JOBS }, (_, n) => ({ name: 'call', data: { n } })));
  const began = performance.now();
  for (let worker = 0; worker < 5; worker += 1) {
    await boss.work<{ n: number }>('call', { batchSize: 100, pollingIntervalSeconds: 0.5 }, async (jobs) => {
      await Promise.all(jobs.map((job) => call(sink, job.data.n)));
    });
  }
  await waitFor(async () => sink.accepted().length >= JOBS);
  const perSecond = JOBS / ((performance.now() - began) / 1_000);
  await boss.stop({ graceful: false });
  return perSecond;
}
