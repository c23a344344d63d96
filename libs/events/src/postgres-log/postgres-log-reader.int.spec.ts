import { Database } from '@perennial/database/database';
import { migrate } from '@perennial/database/migrate';
import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { readerConformance } from '@perennial/testing/conformance/log-reader.conformance';
import { LOG_MIGRATIONS } from './log-migrations.js';
import { PostgresLogReader } from './postgres-log-reader.js';

let database: TestDatabase;
let owner: Database;

const reader = (): PostgresLogReader =>
  new PostgresLogReader({ url: database.url, applicationName: 'reader-spec', onError: () => undefined });

beforeAll(async () => {
  database = await createTestDatabase('log_reader');
  await migrate({ url: database.url, service: 'event-log', migrations: LOG_MIGRATIONS });
  owner = new Database({
    url: database.url,
    applicationName: 'reader-spec',
    poolSize: 1,
    onPoolError: () => undefined,
  });
}, 60_000);
afterAll(async () => {
  await owner?.close();
  await database?.drop();
});

const create = (topics: readonly string[]) =>
  owner.execute('insert into log_head select t, p, 0 from unnest($1::text[]) t, generate_series(0, 11) p', [topics]);

describe('the postgres log reader', () => {
  readerConformance(async (topics) => {
    await create(topics);
    return {
      open: reader,
      append: async (records) =>
        void (await owner.execute('select log_append($1::text[], $2::int[], $3::text[], $4::text[], $5::bytea[])', [
          records.map((r) => r.topic),
          records.map((r) => r.partition),
          records.map((r) => r.key),
          records.map((r) => JSON.stringify(r.headers)),
          records.map((r) => r.value),
        ])),
    };
  });

  test('large records come few at a time', async () => {
    await create(['large']);
    await owner.execute(
      `select log_append(array_fill('large'::text, array[20]), array_fill(0, array[20]),
       array_fill('k'::text, array[20]), array_fill('{}'::text, array[20]),
      array_fill(convert_to(repeat('x', 1000000), 'UTF8'), array[20]))`,
      [],
    );
    const one = reader();
    const sizes: number[] = [];
    await one.read(['large'], (records) => void sizes.push(records.length));
    await one.close();
    expect(sizes).toEqual([5, 5, 5, 5]);
  });
});
