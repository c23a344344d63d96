import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropDatabase, withClient } from './create-database.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded/start-postgres.js';
import { closeMaintenanceDatabases, createOwnedDatabase } from './owned-database.js';

// A server of its own: roles and the rights on `postgres` belong to the whole server.
let root: string;
let server: EmbeddedPostgres;
let scheduling: string;
let delivery: string;

const own = (service: string): Promise<string> =>
  createOwnedDatabase(server.adminUrl, {
    database: service,
    role: `role_${service}`,
    password: `it's ${randomBytes(8).toString('hex')}`,
  });
const ask = (url: string, text: string): Promise<unknown[]> =>
  withClient(url, async (client) => (await client.query(text)).rows as unknown[]);
const inDatabase = (url: string, database: string): string =>
  Object.assign(new URL(url), { pathname: `/${database}` }).href;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'perennial-roles-'));
  server = await startEmbeddedPostgres({
    dataDir: join(root, 'postgres'),
    settings: { fsync: false, shared_buffers: '16MB' },
    log: () => undefined,
  });
  await closeMaintenanceDatabases(server.adminUrl);
  [scheduling, delivery] = [await own('scheduling'), await own('delivery')];
}, 60_000);

afterAll(async () => {
  await server?.stop();
  rmSync(root, { recursive: true, force: true });
});

test('a role makes, fills and reads tables of its own database', async () => {
  await ask(scheduling, 'create table reminder (id int primary key); insert into reminder values (7)');
  expect(await ask(scheduling, 'select id, current_user as role from reminder')).toEqual([
    { id: 7, role: 'role_scheduling' },
  ]);
});

test("delivery's role cannot enter scheduling's database, nor the server's own", async () => {
  for (const database of ['scheduling', 'postgres', 'template1'])
    await expect(ask(inDatabase(delivery, database), 'select 1')).rejects.toThrow(
      `permission denied for database "${database}"`,
    );
  expect(await ask(inDatabase(server.adminUrl, 'scheduling'), 'select id from reminder')).toEqual([{ id: 7 }]);
});

test('a role is no superuser, makes no databases or roles, and cannot become another', async () => {
  await expect(ask(delivery, 'create database loot')).rejects.toThrow('permission denied');
  await expect(ask(delivery, 'create role thief')).rejects.toThrow('permission denied');
  await expect(ask(delivery, 'set role role_scheduling')).rejects.toThrow('permission denied');
  await expect(ask(delivery, `copy (select 1) to '/tmp/perennial-loot'`)).rejects.toThrow('permission denied');
});

test('a second start keeps the data, renews the password and mends rights that were given away', async () => {
  await ask(server.adminUrl, 'grant connect on database scheduling to public');
  const again = await own('scheduling');
  expect(await ask(again, 'select id from reminder')).toEqual([{ id: 7 }]);
  await expect(ask(scheduling, 'select 1')).rejects.toThrow('password authentication failed');
  await expect(ask(inDatabase(delivery, 'scheduling'), 'select 1')).rejects.toThrow('permission denied');
});

test('a name that would need quotes is refused', async () => {
  await expect(
    createOwnedDatabase(server.adminUrl, { database: 'fine', role: 'x; drop role y', password: 'p' }),
  ).rejects.toThrow(RangeError);
  await dropDatabase(server.adminUrl, 'fine');
});
