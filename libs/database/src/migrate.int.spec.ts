import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withClient } from './create-database.js';
import { migrate } from './migrate.js';

class CreateWidget1751300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create table widget (id uuid constraint widget_pk primary key, label text not null, due timestamptz not null); create index widget_label on widget (label)',
    );
  }
  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

class CreateLog1751300000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table plain_log (id bigint)');
  }
  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

class Broken1751300000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table half (id bigint)');
    await runner.query('select no_such_function()');
  }
  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

class Slow1751300000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('select pg_sleep(0.6)');
  }
  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

const good = [CreateWidget1751300000000, CreateLog1751300000001];
let server: TestDatabase;
beforeEach(async () => {
  server = await createTestDatabase('migrate');
}, 60_000);
afterEach(() => server.drop());

const run = (migrations = good) => migrate({ url: server.url, service: 'widgets', migrations });

test('replicas that start together run each migration once, in order', async () => {
  const runs = await Promise.all([run(), run(), run()]);
  expect(runs.map((names) => names.length).sort()).toEqual([0, 0, 2]);
  expect(runs.flat()).toEqual(['CreateWidget1751300000000', 'CreateLog1751300000001']);
  expect(await run()).toEqual([]);
});

test('a failing migration leaves nothing of itself, keeps the earlier ones, and names the service', async () => {
  await expect(run([...good, Broken1751300000002])).rejects.toThrow(
    /a migration of widgets failed: .*no_such_function/,
  );
  await withClient(server.url, async (client) => {
    const { rows } = await client.query(
      "select to_regclass('half') as half, to_regclass('widget') as widget, (select count(*)::int from perennial_migration) as done",
    );
    expect(rows).toEqual([{ half: null, widget: 'widget', done: 2 }]);
  });
});

test('a limit on the transactions of the role neither ends a slow migration nor the wait for one', async () => {
  await withClient(server.url, (client) =>
    client.query(`alter database ${new URL(server.url).pathname.slice(1)} set transaction_timeout = '250ms'`),
  );
  await expect(withClient(server.url, (client) => client.query('select pg_sleep(0.6)'))).rejects.toMatchObject({
    message: expect.stringContaining('transaction timeout'),
  });
  const runs = await Promise.all([run([Slow1751300000003]), run([Slow1751300000003])]);
  expect(runs.flat()).toEqual(['Slow1751300000003']);
});
