import { Database } from '@perennial/database/database';
import { run as runWorker, makeWorkerUtils, Logger } from 'graphile-worker';
import PgBoss from 'pg-boss';
import { Pool } from 'undici';
import type { Baseline } from '../benchmark.js';
import { ofRuns } from '../figure.js';
import { closing } from '../leavings.js';
import { SinkProcess } from '../provider/sink-process.js';
import { SIZES } from '../sizes.js';
import { withPostgres } from './servers.js';

const JOBS = SIZES.burst;
const BATCH = 1_000;
const CONNECTIONS = 48;

type Call = (n: number) => Promise<void>;

/** What general job queues and bare SQL do on the same machine: one HTTP call a job, no fence, no outbox, no ledger. */
export const jobQueues: Baseline = {
  name: 'queues',
  measures: `raw node-pg claims, graphile-worker and pg-boss draining ${JOBS} jobs with one HTTP call each`,
  run: ({ say }) =>
    withPostgres((server) =>
      SinkProcess.use(async (sink) => {
        const pool = new Pool(sink.url, { connections: CONNECTIONS, pipelining: 1 });
        return await closing(
          () => pool.close(),
          async () => {
            const [raw, graphile, boss] = [[] as number[], [] as number[], [] as number[]];
            for (let run = 0; run < SIZES.runs; run += 1) {
              const drained = async (): Promise<number> => sink.reached((await sink.accepted()) + JOBS);
              for (const name of ['raw', 'graphile', 'boss']) await server.createDatabase(`${name}${run}`);
              say(`raw node-pg, ${run + 1} of ${SIZES.runs}`);
              raw.push(await claims(server.url(`raw${run}`)));
              say(`graphile-worker, ${run + 1} of ${SIZES.runs}`);
              graphile.push(await graphileWorker(server.url(`graphile${run}`), caller(pool, `g${run}`), drained));
              say(`pg-boss, ${run + 1} of ${SIZES.runs}`);
              boss.push(await pgBoss(server.url(`boss${run}`), caller(pool, `b${run}`), drained));
            }
            return [
              ofRuns(`baseline: raw node-pg, claim and insert ${BATCH} a statement`, raw, 'rows/s'),
              ofRuns('baseline: graphile-worker, one HTTP call a job', graphile, 'jobs/s'),
              ofRuns('baseline: pg-boss, one HTTP call a job', boss, 'jobs/s'),
            ];
          },
        );
      }),
    ),
};

function caller(pool: Pool, prefix: string): Call {
  return async (n) => {
    const body = JSON.stringify({
      idempotencyKey: `${prefix}-${n}`,
      to: 'x@customer.example',
      subject: 's',
      text: 't',
      html: 'h',
    });
    const answer = await pool.request({
      method: 'POST',
      path: '/messages',
      headers: { 'content-type': 'application/json' },
      body,
    });
    await answer.body.text();
  };
}

async function claims(url: string): Promise<number> {
  const database = new Database({
    url,
    applicationName: 'raw',
    poolSize: 2,
    onPoolError: (error) => process.stderr.write(`${error.message}\n`),
  });
  await database.query(
    `create table job (id int primary key, state text not null); create table done (id int primary key,
     at timestamptz not null default clock_timestamp())`,
  );
  await database.query(`insert into job select i, 'due' from generate_series(1, ${2 * JOBS}) i`);
  const began = performance.now();
  let total = 0;
  for (let moved = 1; moved > 0; total += moved) {
    moved = await database.transaction('claim', async (tx) => {
      const rows = await tx.query<{ id: number }>(
        `select id from job where state = 'due' order by id limit ${BATCH} for update skip locked`,
        [],
      );
      await tx.query(`update job set state = 'done' where id = any($1::int[])`, [rows.map((row) => row.id)]);
      await tx.query(`insert into done (id) select unnest($1::int[])`, [rows.map((row) => row.id)]);
      return rows.length;
    });
  }
  const perSecond = total / ((performance.now() - began) / 1_000);
  await database.close();
  return perSecond;
}

async function graphileWorker(connectionString: string, call: Call, drained: () => Promise<number>): Promise<number> {
  const utils = await makeWorkerUtils({ connectionString, logger: new Logger(() => () => undefined) });
  await utils.migrate();
  await utils.withPgClient((client) =>
    client.query(
      `select graphile_worker.add_job('call', json_build_object('n', i)) from generate_series(1, ${JOBS}) i`,
    ),
  );
  const last = drained();
  const began = Date.now();
  const runner = await runWorker({
    connectionString,
    concurrency: 50,
    maxPoolSize: 20,
    pollInterval: 100,
    logger: new Logger(() => () => undefined),
    taskList: { call: (payload) => call((payload as { n: number }).n) },
  });
  const perSecond = JOBS / (((await last) - began) / 1_000);
  await runner.stop();
  await utils.release();
  return perSecond;
}

async function pgBoss(connectionString: string, call: Call, drained: () => Promise<number>): Promise<number> {
  const boss = new PgBoss({ connectionString, max: 20 });
  boss.on('error', (error) => process.stderr.write(`${String(error)}\n`));
  await boss.start();
  await boss.createQueue('call');
  await boss.insert(Array.from({ length: JOBS }, (_, n) => ({ name: 'call', data: { n } })));
  const last = drained();
  const began = Date.now();
  for (let worker = 0; worker < 5; worker += 1) {
    await boss.work<{ n: number }>('call', { batchSize: 100, pollingIntervalSeconds: 0.5 }, async (jobs) => {
      await Promise.all(jobs.map((job) => call(job.data.n)));
    });
  }
  const perSecond = JOBS / (((await last) - began) / 1_000);
  // The last jobs have called and are being completed; a stop that does not wait would fail them at the same moment.
  await boss.stop({ graceful: true, wait: true, timeout: 30_000 });
  return perSecond;
}
