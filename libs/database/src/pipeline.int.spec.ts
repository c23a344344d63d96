import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { Database, type DatabaseOptions, type Transaction } from './database.js';
import { isDataError, sqlState } from './errors.js';

let server: TestDatabase;
const open: Database[] = [];
const poolErrors: Error[] = [];

const connect = (options: Partial<DatabaseOptions> = {}): Database => {
  const database = new Database({
    url: server.url,
    applicationName: 'pipeline-spec',
    onPoolError: (error) => poolErrors.push(error),
    ...options,
  });
  open.push(database);
  return database;
};

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

test('the statements of a pipeline run in their order on one connection', async () => {
  const database = connect();
  const sums = await database.transaction('pipeline', (tx) =>
    tx.pipeline(
      [1, 2, 3].map(async (n) => {
        const [row] = await tx.query<{ sum: bigint }>(
          'with new as (insert into numbers values ($1) returning n) select count(*) as sum from numbers',
          [n],
        );
        return row?.sum;
      }),
    ),
  );
  expect(sums).toEqual([0n, 1n, 2n]);
});

test('of a pipeline the first failure comes out and nothing stays', async () => {
  const database = connect({ poolSize: 1 });
  const error: unknown = await database
    .transaction('clash', (tx) => tx.pipeline([1, 1, 2].map((n) => tx.execute('insert into numbers values ($1)', [n]))))
    .catch((thrown: unknown) => thrown);
  expect(sqlState(error)).toBe('23505');
  expect(isDataError(error)).toBe(true);
  expect(await numbers(database)).toEqual([]);
});

describe('a pipeline that the commit follows at once', () => {
  const insert = (tx: Transaction, n: unknown) => tx.execute('insert into numbers values ($1)', [n]);

  test('are committed, in their order', async () => {
    const database = connect();
    const after: string[] = [];
    await database.transaction('last', async (tx) => {
      tx.pipelineWithCommit([insert(tx, 1), tx.execute('update numbers set n = n + 1', [])]);
      tx.afterCommit(() => after.push('committed'));
    });
    expect(await numbers(database)).toEqual([2]);
    expect(after).toEqual(['committed']);
  });

  test.each<[string, (tx: Transaction) => Promise<unknown>, object]>([
    ['that the server refuses', (tx) => insert(tx, 1), { code: '23505' }],
    [
      'that fails before it is sent',
      async () => {
        throw new Error('too large');
      },
      { message: 'too large' },
    ],
    [
      'that the driver cannot write',
      (tx) =>
        insert(tx, {
          toPostgres: () => {
            throw new Error('has no form');
          },
        }),
      { message: 'has no form' },
    ],
  ])('one %s: nothing is committed, and its error comes out', async (_, fails, error) => {
    const database = connect({ poolSize: 1 });
    const after: string[] = [];
    await expect(
      database.transaction('last', async (tx) => {
        await insert(tx, 1);
        tx.pipelineWithCommit([insert(tx, 2), fails(tx), insert(tx, 3)]);
        tx.afterCommit(() => after.push('committed'));
      }),
    ).rejects.toMatchObject(error);
    expect(await numbers(database)).toEqual([]);
    expect(after).toEqual([]);
  });

  test('one failed that was not waited for: not the error of the statement behind it comes out but its own', async () => {
    const database = connect();
    await expect(
      database.transaction('last', async (tx) => {
        tx.pipelineWithCommit([insert(tx, 1), insert(tx, 1)]);
        await insert(tx, 2);
      }),
    ).rejects.toMatchObject({ code: '23505' });
    expect(await numbers(database)).toEqual([]);
  });
});
