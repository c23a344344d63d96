import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { Database } from './database.js';
import { sqlState } from './errors.js';
import { timestamptz } from './parameters.js';
import { dropPartitionsBefore, ensurePartitions } from './partitions.js';

const DAY = 86_400_000;
const now = Date.UTC(2025, 1, 28, 13);
const plan = { now, everyDays: 1, aheadDays: 1, backDays: 1 };

let server: TestDatabase;
let database: Database;
const insert = (time: number) =>
  database.execute('insert into journal (time, note) values ($1, $2)', [timestamptz(time), 'x']);

beforeAll(async () => {
  server = await createTestDatabase('partitions');
  database = new Database({
    url: server.url,
    applicationName: 'partitions-spec',
    onPoolError: (error) => {
      throw error;
    },
  });
}, 60_000);
beforeEach(() =>
  database.execute(
    "drop table if exists journal; create table journal (id bigint generated always as identity, time timestamptz not null, note text not null default 'none', primary key (time, id)) partition by range (time); create index on journal (note)",
  ),
);
afterAll(async () => {
  await database.close();
  await server.drop();
});

test('rows find their partition, with its key, index and default; a row outside fails', async () => {
  expect(await ensurePartitions(database, 'journal', plan)).toEqual([
    'journal_p20250227',
    'journal_p20250228',
    'journal_p20250301',
  ]);
  expect(await ensurePartitions(database, 'journal', plan)).toEqual([]);
  for (const time of [now - DAY, now, now + DAY]) await insert(time);
  const rows = await database.query('select tableoid::regclass::text as place, id from journal order by time', []);
  expect(rows).toEqual([
    { place: 'journal_p20250227', id: 1n },
    { place: 'journal_p20250228', id: 2n },
    { place: 'journal_p20250301', id: 3n },
  ]);
  expect(sqlState(await insert(now + 3 * DAY).catch((error: unknown) => error))).toBe('23514');
});

test('many at once, inside and outside transactions', async () => {
  const month = { ...plan, backDays: 30 };
  const ensure = (n: number) =>
    n % 2 === 0
      ? ensurePartitions(database, 'journal', month)
      : database.transaction('p', (tx) => ensurePartitions(tx, 'journal', month));
  await Promise.all(Array.from({ length: 10 }, () => database.query('select pg_sleep(0.05)', [])));
  await Promise.all(Array.from({ length: 10 }, (_, n) => ensure(n)));
  expect(
    await database.query("select count(*)::int as n from pg_inherits where inhparent = 'journal'::regclass", []),
  ).toEqual([{ n: 32 }]);
});

test('does not wait for inserts that are going on', async () => {
  await ensurePartitions(database, 'journal', plan);
  await database.transaction('open', async (tx) => {
    await tx.execute('insert into journal (time) values ($1)', [timestamptz(now)]);
    expect(await ensurePartitions(database, 'journal', { ...plan, aheadDays: 2 })).toEqual(['journal_p20250302']);
  });
});

test('drops what ended, keeps what did not', async () => {
  await ensurePartitions(database, 'journal', plan);
  for (const time of [now - DAY, now, now + DAY]) await insert(time);
  expect(await dropPartitionsBefore(database, 'journal', now)).toEqual(['journal_p20250227']);
  expect(await dropPartitionsBefore(database, 'journal', now)).toEqual([]);
  expect(await database.query('select count(*)::int as n from journal', [])).toEqual([{ n: 2 }]);
});

test('a drop gives way to a table in use and can be repeated', async () => {
  await ensurePartitions(database, 'journal', plan);
  await database.transaction('open', async (tx) => {
    await tx.query('select 1 from journal', []);
    expect(sqlState(await dropPartitionsBefore(database, 'journal', now).catch((error: unknown) => error))).toBe(
      '55P03',
    );
  });
  expect(await dropPartitionsBefore(database, 'journal', now)).toEqual(['journal_p20250227']);
});
