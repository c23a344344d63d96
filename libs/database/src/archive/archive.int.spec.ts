import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { Database } from '../database.js';
import { ArchiveTurn, dropArchiveBefore, ensureArchiveMonth } from './archive-months.js';
import { archiveTable, archiveView } from './archive-tables.js';
import { archiveDrift, moveToArchive, restoreFromArchive } from './move-rows.js';

const NOTES = { table: 'note', owner: 'term_id' };
const [ONE, TWO] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];

let server: TestDatabase;
let database: Database;
const notes = (from: string) =>
  database.query(`select term_id, n, at, data, key from ${from} order by term_id, n`) as Promise<unknown[]>;
const move = (ids: string[], month: string, limit: number) =>
  database.transaction('archive', (tx) => moveToArchive(tx, NOTES, ids, month, limit));

beforeAll(async () => {
  server = await createTestDatabase('archive');
  database = new Database({
    url: server.url,
    applicationName: 'archive-spec',
    onPoolError: (error) => {
      throw error;
    },
  });
}, 60_000);
afterAll(async () => {
  await database.close();
  await server.drop();
});
beforeEach(async () => {
  await database.execute('drop view if exists note_all');
  await database.execute('drop table if exists note, note_archive');
  await database.execute(
    `create table note (term_id uuid not null, n int not null, at timestamptz not null default now(), data jsonb,
       key bytea not null default '\\x00ff', primary key (term_id, n))`,
  );
  for (const statement of archiveTable('note', ['term_id', 'at'])) await database.execute(statement);
  await database.execute(
    `insert into note (term_id, n, at, data)
     select t, n, '2024-03-10T12:00:00.123456Z'::timestamptz + n * interval '1 hour',
       jsonb_build_object('n', n, 'text', 'a "b"') from unnest(array['${ONE}', '${TWO}']::uuid[]) t, generate_series(1, 5) n`,
  );
  await ensureArchiveMonth(database, ['note'], '2024-03-01');
});

test('rows move in steps and come back as they were; the view shows them all the while', async () => {
  const before = await notes('note');
  expect(await move([ONE as string], '2024-03-01', 3)).toBe(3);
  // As after a crash between two steps: half of the rows here, half there.
  expect(await notes('note_all')).toEqual(before);
  expect(await move([ONE as string], '2024-03-01', 3)).toBe(2);
  expect(await move([ONE as string], '2024-03-01', 3)).toBe(0);
  expect(await notes('note')).toHaveLength(5);
  expect(await notes('note_archive')).toHaveLength(5);
  expect(await notes('note_all')).toEqual(before);
  expect(await database.transaction('restore', (tx) => restoreFromArchive(tx, NOTES, [ONE as string]))).toBe(5);
  expect(await notes('note')).toEqual(before);
  expect(await notes('note_archive')).toEqual([]);
});

test('a transaction that fails leaves its step undone', async () => {
  const before = await notes('note');
  await expect(
    database.transaction('archive', async (tx) => {
      await moveToArchive(tx, NOTES, [ONE as string], '2024-03-01', 100);
      throw new Error('killed');
    }),
  ).rejects.toThrow('killed');
  expect(await notes('note')).toEqual(before);
});

test('a month without a partition takes nothing, and nothing is lost', async () => {
  await expect(move([ONE as string], '2031-01-01', 100)).rejects.toMatchObject({ code: '23514' });
  expect(await notes('note')).toHaveLength(10);
});

test('a column that only the hot table has is named; the view follows when it is made again', async () => {
  expect(await archiveDrift(database, 'note')).toEqual([]);
  await database.execute('alter table note add column late text');
  expect(await archiveDrift(database, 'note')).toEqual(['late']);
  await database.execute('alter table note_archive add column late text');
  expect(await archiveDrift(database, 'note')).toEqual([]);
  await database.execute(archiveView('note'));
  await move([ONE as string], '2024-03-01', 100);
  expect(await database.query('select distinct late from note_all')).toEqual([{ late: null }]);
});

test('months are made, and dropped at the end of what is kept', async () => {
  for (const month of ['2023-12-01', '2024-01-01', '2024-01-01']) await ensureArchiveMonth(database, ['note'], month);
  expect(await dropArchiveBefore(database, 'note', '2024-03-01')).toEqual([
    'note_archive_m202312',
    'note_archive_m202401',
  ]);
  expect(await dropArchiveBefore(database, 'note', '2024-03-01')).toEqual([]);
  expect(() => archiveTable('note; drop table note', [])).toThrow(RangeError);
  const turn = new ArchiveTurn(['note']);
  for (const day of ['2024-03-31', '2024-04-30', '2024-04-30']) await turn.turn(database, day, 1);
  expect(await dropArchiveBefore(database, 'note', '2025-01-01')).toEqual([
    'note_archive_m202403',
    'note_archive_m202404',
  ]);
});
