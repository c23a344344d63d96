import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { withClient } from './create-database.js';
import { Database, type DatabaseOptions } from './database.js';
import { isTransient } from './errors.js';
import { json, jsonArray, timestamptz, timestamptzArray } from './parameters.js';

let server: TestDatabase;
const open: Database[] = [];
const poolErrors: Error[] = [];

const connect = (options: Partial<DatabaseOptions> = {}): Database => {
  const database = new Database({
    url: server.url,
    applicationName: 'database-spec',
    onPoolError: (error) => poolErrors.push(error),
    ...options,
  });
  open.push(database);
  return database;
};

const killBackends = () =>
  withClient(server.url, (client) =>
    client.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'database-spec'"),
  );
const numbers = (database: Database) =>
  database.query<{ n: number }>('select n from numbers order by n', []).then((rows) => rows.map(({ n }) => n));

beforeAll(async () => {
  server = await createTestDatabase('database');
}, 60_000);
beforeEach(async () => {
  await connect().execute('drop table if exists numbers; create table numbers (n int primary key)');
});
afterEach(async () => {
  for (const database of open.splice(0)) await database.close();
  poolErrors.length = 0;
});
afterAll(() => server.drop());

test('types come out as the house has them', async () => {
  const [row] = await connect().query(
    `select '2025-01-31 08:00:00.1234+01'::timestamptz as instant, array['2025-01-31Z'::timestamptz, null] as instants,
     date '2024-02-29' as day,
       array[date '2024-02-29'] as days, 9007199254740993 as big, array[1::int8, null] as bigs, 7::int4 as small, '{"a":[1]}'::jsonb as doc, 'infinity'::timestamptz as never`,
    [],
  );
  expect(row).toEqual({
    instant: Date.UTC(2025, 0, 31, 7, 0, 0, 123),
    instants: [Date.UTC(2025, 0, 31), null],
    day: '2024-02-29',
    days: ['2024-02-29'],
    big: 9007199254740993n,
    bigs: [1n, null],
    small: 7,
    doc: { a: [1] },
    never: Infinity,
  });
});

test('parameters go in: instants, bigint, arrays, JSON lists', async () => {
  const [row] = await connect().query(
    `select $1::timestamptz as instant, $2::timestamptz[] as instants, $3::int8 as big, $4::int8[] as bigs,
     $5::date[] as days, $6::jsonb as list, $7::jsonb[] as docs, $8::text[] as texts`,
    [
      timestamptz(1),
      timestamptzArray([2, null]),
      2n ** 62n,
      [1n, 2n],
      ['2025-01-31'],
      json([1, 'a']),
      jsonArray([{ a: 1 }, [2]]),
      ['a "quoted", \\ one', null],
    ],
  );
  expect(row).toEqual({
    instant: 1,
    instants: [2, null],
    big: 2n ** 62n,
    bigs: [1n, 2n],
    days: ['2025-01-31'],
    list: [1, 'a'],
    docs: [{ a: 1 }, [2]],
    texts: ['a "quoted", \\ one', null],
  });
});

test('the session is in UTC, limited, and named', async () => {
  const [row] = await connect({ transactionTimeoutMs: 1234 }).query(
    "select current_setting('TimeZone') as zone, current_setting('transaction_timeout') as whole, current_setting('statement_timeout') as one, current_setting('idle_in_transaction_session_timeout') as idle, current_setting('application_name') as name",
  );
  expect(row).toEqual({ zone: 'UTC', whole: '1234ms', one: '1234ms', idle: '1234ms', name: 'database-spec' });
});

test('with values a statement is prepared once per connection; without, several may be sent together', async () => {
  const database = connect({ poolSize: 1 });
  for (const n of [1, 2, 3]) await database.execute('insert into numbers values ($1)', [n]);
  const prepared = await database.query<{ uses: bigint }>(
    "select generic_plans + custom_plans as uses from pg_prepared_statements where statement = 'insert into numbers values ($1)'",
    [],
  );
  expect(prepared).toEqual([{ uses: 3n }]);
  expect(await database.execute('delete from numbers where n = 1; delete from numbers')).toBe(2);
});

test('a transaction commits, returns its result, then runs what waits for the commit', async () => {
  const database = connect();
  const seen: string[] = [];
  const before = database.stats().statements;
  const result = await database.transaction('count', async (tx) => {
    tx.afterCommit(() => seen.push('first'));
    tx.afterCommit(() => seen.push('second'));
    return tx.execute('insert into numbers select generate_series(1, 3)', []);
  });
  expect(result).toBe(3);
  expect(seen).toEqual(['first', 'second']);
  expect(database.stats().statements - before).toBe(3);
  expect(await numbers(database)).toEqual([1, 2, 3]);
});

test('an error of the work rolls back, comes out itself, and leaves the connection usable', async () => {
  const database = connect({ poolSize: 1 });
  const error = new Error('domain');
  const seen: string[] = [];
  await expect(
    database.transaction('fails', async (tx) => {
      tx.afterCommit(() => seen.push('committed'));
      await tx.execute('insert into numbers values (1)', []);
      throw error;
    }),
  ).rejects.toBe(error);
  expect(seen).toEqual([]);
  expect(await numbers(database)).toEqual([]);
  expect(poolErrors).toEqual([]);
});

test('an error that was caught inside is not committed in silence', async () => {
  const database = connect();
  await expect(
    database.transaction('quiet', async (tx) => {
      await tx.execute('insert into numbers values (1)', []);
      await tx.execute('insert into numbers values (1)', []).catch(() => 0);
    }),
  ).rejects.toThrow('transaction quiet was rolled back');
  expect(await numbers(database)).toEqual([]);
});

test('a statement after the end is refused', async () => {
  const database = connect();
  const tx = await database.transaction('leak', (inner) => Promise.resolve(inner));
  await expect(tx.execute('insert into numbers values (1)', [])).rejects.toThrow('transaction leak is over');
});

test('a transaction left open is ended by the server, which is nobody’s data’s fault, and the pool recovers', async () => {
  const database = connect({ poolSize: 1, transactionTimeoutMs: 200 });
  const error: unknown = await database
    .transaction('slow', async (tx) => {
      await tx.execute('insert into numbers values (1)', []);
      await new Promise((resolve) => setTimeout(resolve, 400));
      await tx.execute('insert into numbers values (2)', []);
    })
    .catch((thrown: unknown) => thrown);
  expect(isTransient(error)).toBe(true);
  expect(poolErrors.length).toBeGreaterThan(0);
  expect(await numbers(database)).toEqual([]);
});

test('killed backends, idle and at work, are reported and replaced', async () => {
  const database = connect({ poolSize: 2 });
  await Promise.all([database.query('select pg_sleep(0.05)', []), database.query('select pg_sleep(0.05)', [])]);
  const busy = database.transaction('busy', async (tx) => {
    await tx.query('select 1', []);
    await killBackends();
    await tx.query('select pg_sleep(2)', []);
  });
  const error: unknown = await busy.catch((thrown: unknown) => thrown);
  expect(isTransient(error)).toBe(true);
  // The idle one's end may be told a moment later; until then the pool would hand it out. Reports do not say whose end
  // they tell: the busy one may have two.
  for (const deadline = performance.now() + 5000; database.stats().total > 0 && performance.now() < deadline;)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(poolErrors.length).toBeGreaterThanOrEqual(2);
  expect(await numbers(database)).toEqual([]);
});

test('a server that is not there is not the fault of the data', async () => {
  const error: unknown = await connect({ url: 'postgres://postgres@127.0.0.1:1/none' })
    .query('select 1')
    .catch((thrown: unknown) => thrown);
  expect(isTransient(error)).toBe(true);
});

test('a column added under a prepared “select *” costs one error, not the connection for ever', async () => {
  const database = connect({ poolSize: 1 });
  await database.query('select * from numbers', []);
  await withClient(server.url, (client) => client.query('alter table numbers add column extra int'));
  await expect(database.query('select * from numbers', [])).rejects.toMatchObject({ code: '0A000' });
  expect(await database.query('select * from numbers', [])).toEqual([]);
});

test('failpoints: named, inert before the commit when they throw, too late after it', async () => {
  const passed: string[] = [];
  let stopAt = '';
  const database = connect({
    poolSize: 1,
    failpoint: (name) => {
      passed.push(name);
      if (name === stopAt) throw new Error(`stopped at ${name}`);
    },
  });
  const insert = (n: number) =>
    database.transaction('plan', (tx) => tx.execute('insert into numbers values ($1)', [n]));
  await insert(1);
  expect(passed).toEqual(['plan.before-commit', 'plan.after-commit']);
  stopAt = 'plan.before-commit';
  await expect(insert(2)).rejects.toThrow('stopped at plan.before-commit');
  stopAt = 'plan.after-commit';
  await expect(insert(3)).rejects.toThrow('stopped at plan.after-commit');
  expect(await numbers(database)).toEqual([1, 3]);
});

test('close waits for running work and may be called twice', async () => {
  const database = connect();
  const work = database.query<{ n: number }>('select 1 as n from pg_sleep(0.1)', []);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await Promise.all([database.close(), database.close()]);
  expect(await work).toEqual([{ n: 1 }]);
  await expect(database.query('select 1')).rejects.toThrow();
});
