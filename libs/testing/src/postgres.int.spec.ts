import { withClient } from '@perennial/database/create-database';
import { createTestDatabase, testPostgres } from './postgres.js';

const select = (url: string, text: string) => withClient(url, async (client) => (await client.query(text)).rows);

test('databases of one server are apart, and dropping one ends its sessions', async () => {
  const server = await testPostgres();
  const [first, second] = [await server.createDatabase('apart'), await server.createDatabase('apart')];
  await select(first.url, 'create table only_here ()');
  expect(await select(second.url, "select to_regclass('only_here') as found")).toEqual([{ found: null }]);
  let dropped: Promise<void> | undefined;
  const session = withClient(second.url, async (client) => {
    await client.query('select 1');
    await (dropped = second.drop());
    return client.query('select 1');
  });
  await expect(session).rejects.toMatchObject({ code: '57P01' });
  // The session may hear of its end before the drop has come to its own.
  await dropped;
  await first.drop();
  expect(
    await select(server.adminUrl, "select count(*)::int as n from pg_database where datname like 'apart%'"),
  ).toEqual([{ n: 0 }]);
  await server.stop();
}, 60_000);

test('a shared server of the run is used and not stopped', async () => {
  const run = await testPostgres();
  const before = process.env['PERENNIAL_TEST_POSTGRES'];
  process.env['PERENNIAL_TEST_POSTGRES'] = run.adminUrl;
  try {
    const database = await createTestDatabase('shared');
    expect(new URL(database.url).port).toBe(new URL(run.adminUrl).port);
    await database.drop();
    expect(await select(run.adminUrl, 'select 1 as alive')).toEqual([{ alive: 1 }]);
  } finally {
    if (before === undefined) delete process.env['PERENNIAL_TEST_POSTGRES'];
    else process.env['PERENNIAL_TEST_POSTGRES'] = before;
    await run.stop();
  }
}, 60_000);
