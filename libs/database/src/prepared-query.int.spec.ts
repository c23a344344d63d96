import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { Database } from './database.js';
import { sqlState } from './errors.js';

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await createTestDatabase('prepared');
  database = new Database({
    url: server.url,
    applicationName: 'prepared-query-spec',
    poolSize: 1,
    onPoolError: () => undefined,
  });
  await database.query('create table kept (id int primary key, at timestamptz, big int8)');
}, 60_000);
afterAll(async () => {
  await database.close();
  await server.drop();
});

test('rows are read alike however often a statement runs on its connection, with and without rows', async () => {
  const insert = 'insert into kept values ($1, $2, $3)';
  for (const id of [1, 2, 3]) expect(await database.execute(insert, [id, '2026-01-02T03:04:05Z', '7'])).toBe(1);
  const row = { id: 1, at: Date.UTC(2026, 0, 2, 3, 4, 5), big: 7n };
  for (const least of [1, 1, 9, 1])
    expect(await database.query('select * from kept where id <= 1 and $1 <= 1', [least])).toEqual(
      least === 1 ? [row] : [],
    );
  for (const id of [1, 2])
    expect(await database.query('update kept set big = $2 where id = $1 returning big', [id, 5])).toEqual([
      { big: 5n },
    ]);
});

test('runs of one statement that travel together answer each for itself, also where one of them fails', async () => {
  const text = 'select 10 / $1::int as share';
  const answers = await database.session((sql) =>
    Promise.allSettled([1, 0, 2].map((n) => sql.query<{ share: number }>(text, [n]))),
  );
  expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : sqlState(answer.reason)))).toEqual([
    [{ share: 10 }],
    '22012',
    [{ share: 5 }],
  ]);
  expect(await database.query(text, [5])).toEqual([{ share: 2 }]);
});

test('an error names the place of the one who asked', async () => {
  await database.query('select $1::int as n', [1]);
  const error = await database.query('select $1::int as n', ['x']).catch((thrown: unknown) => thrown);
  expect(sqlState(error)).toBe('22P02');
  expect((error as Error).stack).toContain('prepared-query.int.spec');
});
