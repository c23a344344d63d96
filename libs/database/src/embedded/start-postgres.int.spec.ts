import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withClient } from '../create-database.js';
import { accountForPostgres } from './account.js';
import { socketFolder } from './socket.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './start-postgres.js';
import { goneWithin, recordedPid } from './postmaster.js';
import { inspectProcess } from './process-table.js';

const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];
const lines: string[] = [];

const freshFolder = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'perennial-embedded-'));
  folders.push(root);
  return join(root, 'postgres');
};

const start = async (dataDir: string, port = 0): Promise<EmbeddedPostgres> => {
  const server = await startEmbeddedPostgres({
    dataDir,
    port,
    log: (line) => lines.push(line),
    settings: { fsync: false, shared_buffers: '16MB' },
  });
  servers.push(server);
  return server;
};

const select = (server: EmbeddedPostgres, text: string) =>
  withClient(server.adminUrl, async (client) => (await client.query(text)).rows);
const parentOf = (pid: number): number => inspectProcess(pid)?.parent ?? 0;

/** Kills a process and waits until it is gone, so that what follows meets the state it leaves. */
const kill9 = async (pid: number): Promise<void> => {
  process.kill(pid, 'SIGKILL');
  expect(await goneWithin(pid, 10_000)).toBe(true);
};

/** An owner in another process: it runs the keeper on the folder as `startEmbeddedPostgres` does, and can be killed. */
const ownerProcess = async (
  keeperPid: number,
): Promise<{ owner: ChildProcess; keeper: number; postmaster: number; dataDir: string }> => {
  const order = JSON.parse(/\{.*\}/.exec(inspectProcess(keeperPid)?.command ?? '')?.[0] ?? '{}') as {
    dataDir: string;
    ownerPid: number;
  };
  const keeperFile = new URL('../../bin/keeper.mjs', import.meta.url).pathname;
  await servers.at(-1)?.stop();
  const script = `
    const order = { ...JSON.parse(process.argv[1]), ownerPid: process.pid };
    const keeper = require('node:child_process').spawn(process.execPath, [process.argv[2], JSON.stringify(order)], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    keeper.stdout.once('data', (report) => process.stdout.write(JSON.stringify({ keeper: keeper.pid, postmaster: JSON.parse(report).pid })));
    setInterval(() => undefined, 60_000); // stays when its keeper is killed`;
  const owner = spawn(process.execPath, ['-e', script, JSON.stringify(order), keeperFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(owner);
  const report = await new Promise<string>((resolve) => owner.stdout?.once('data', (data) => resolve(String(data))));
  return { owner, ...(JSON.parse(report) as { keeper: number; postmaster: number }), dataDir: order.dataDir };
};

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  lines.length = 0;
});

test('starts, serves, stops, and keeps the data over a second start on another port', async () => {
  const dataDir = freshFolder();
  const first = await start(dataDir);
  await first.createDatabase('orders');
  await first.createDatabase('orders');
  await withClient(first.url('orders'), (client) => client.query('create table kept as select 1 as n'));
  expect(statSync(`${dataDir}.password`).mode & 0o777).toBe(0o600);
  await first.stop();
  await first.stop();
  expect(inspectProcess(first.postmasterPid)).toBeUndefined();

  const second = await start(dataDir);
  expect(
    await withClient(second.url('orders'), async (client) => (await client.query('select n from kept')).rows),
  ).toEqual([{ n: 1 }]);
});

test('does not let in a wrong password and listens on the loopback only', async () => {
  const server = await start(freshFolder());
  const wrong = server.adminUrl.replace(/:[^:@]+@/, ':wrong@');
  await expect(withClient(wrong, (client) => client.query('select 1'))).rejects.toMatchObject({ code: '28P01' });
  expect(await select(server, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
});

test('answers through its Unix socket, with the same password; sockets of killed servers go at the next start', async () => {
  const dataDir = freshFolder();
  const first = await start(dataDir);
  const through = `select inet_server_addr() is null as socket`;
  const ask = (url: string) => withClient(url, async (client) => (await client.query(through)).rows);
  expect(await ask(first.socketUrl('postgres'))).toEqual([{ socket: true }]);
  expect(await ask(first.url('postgres'))).toEqual([{ socket: false }]);
  const wrong = first.socketUrl('postgres').replace(/:[^:@]+@/, ':wrong@');
  await expect(ask(wrong)).rejects.toMatchObject({ code: '28P01' });
  await first.stop();
  for (const name of ['.s.PGSQL.1', '.s.PGSQL.1.lock']) writeFileSync(join(dataDir, name), '');
  const second = await start(dataDir);
  const sockets = readdirSync(dataDir).filter((name) => name.startsWith('.s.PGSQL'));
  expect(sockets.sort()).toEqual([`.s.PGSQL.${second.port}`, `.s.PGSQL.${second.port}.lock`]);
});

test('a folder whose name does not fit the address of a socket is reached over TCP', async () => {
  const server = await start(join(freshFolder(), 'a, b', 'postgres'));
  expect(server.socketUrl('postgres')).toBe(server.adminUrl);
  expect(socketFolder(`/${'long/'.repeat(20)}postgres`)).toBeUndefined();
});

test('a second start on the folder of a living owner is refused and names folder and process', async () => {
  const dataDir = freshFolder();
  const server = await start(dataDir);
  await expect(start(dataDir)).rejects.toMatchObject({
    name: 'FolderInUseError',
    message: expect.stringMatching(new RegExp(`${dataDir} .*process ${process.pid}`)),
  });
  expect(await select(server, 'select 1 as alive')).toEqual([{ alive: 1 }]);
});

test('of two first starts at once on one folder one wins and the other is refused', async () => {
  const dataDir = freshFolder();
  const results = await Promise.allSettled([start(dataDir), start(dataDir)]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { name: 'FolderInUseError' } });
});

test('a lock file that a crash left empty does not keep the folder shut', async () => {
  const dataDir = freshFolder();
  await (await start(dataDir)).stop();
  writeFileSync(`${dataDir}/postmaster.pid`, '');
  expect(await select(await start(dataDir), 'select 1 as alive')).toEqual([{ alive: 1 }]);
});

test('a given port that is taken is named', async () => {
  const taken = createServer();
  const port = await new Promise<number>((resolve) =>
    taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)),
  );
  await expect(start(freshFolder(), port)).rejects.toThrow(`port ${port} of 127.0.0.1 is not free`);
  await new Promise((resolve) => taken.close(resolve));
});

test('kill -9 of the owner ends the server within seconds, and the folder can be used at once', async () => {
  const server = await start(freshFolder());
  const { owner, keeper, postmaster, dataDir } = await ownerProcess(parentOf(server.postmasterPid));
  await expect(start(dataDir)).rejects.toThrow(`process ${owner.pid}`);
  await kill9(owner.pid as number);
  await start(dataDir);
  expect(inspectProcess(postmaster)).toBeUndefined();
  expect(await goneWithin(keeper, 5000)).toBe(true);
});

test('Ctrl-C and SIGHUP do not end the keeper before its owner asks', async () => {
  const server = await start(freshFolder());
  const keeper = parentOf(server.postmasterPid);
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.kill(keeper, signal);
  expect(await select(server, 'select pg_sleep(0.2)')).toHaveLength(1);
  expect(inspectProcess(keeper)).toBeDefined();
});

test('kill -9 of owner and keeper leaves a server that the next start stops before it goes on', async () => {
  const server = await start(freshFolder());
  const { owner, keeper, postmaster, dataDir } = await ownerProcess(parentOf(server.postmasterPid));
  await kill9(keeper);
  await kill9(owner.pid as number);
  expect(inspectProcess(postmaster)).toBeDefined();
  const next = await start(dataDir);
  expect(inspectProcess(postmaster)).toBeUndefined();
  expect(lines.join('\n')).toContain(`stopping PostgreSQL ${postmaster}`);
  expect(await select(next, 'select 1 as alive')).toEqual([{ alive: 1 }]);
});

test('stop ends the server even if its keeper was killed', async () => {
  const server = await start(freshFolder());
  await kill9(parentOf(server.postmasterPid));
  await server.stop();
  expect(inspectProcess(server.postmasterPid)).toBeUndefined();
});

test('committed data survives kill -9 of keeper and server', async () => {
  const dataDir = freshFolder();
  const first = await start(dataDir);
  await select(first, 'create table kept as select n from generate_series(1, 1000) n');
  const keeper = parentOf(first.postmasterPid);
  // The keeper first, and to its end: while it is seen, the folder still belongs to this living process.
  await kill9(keeper);
  await kill9(first.postmasterPid);
  const second = await start(dataDir);
  expect(await select(second, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
  expect(readFileSync(join(dataDir, 'postgresql.log'), 'utf8')).toContain('not properly shut down');
});

test('a postmaster.pid whose number now belongs to another program is not in the way', async () => {
  const dataDir = freshFolder();
  await (await start(dataDir)).stop();
  // Of the server's own account: a process of somebody else's PostgreSQL itself takes for a stranger.
  const { uid, gid } = accountForPostgres() ?? {};
  const stranger = spawn('sleep', ['60'], { uid, gid, cwd: '/' });
  children.push(stranger);
  writeFileSync(join(dataDir, 'postmaster.pid'), `${stranger.pid}\n${dataDir}\n`);
  const server = await start(dataDir);
  expect(recordedPid(dataDir)).toBe(server.postmasterPid);
});

test('a server that cannot start says why', async () => {
  const dataDir = freshFolder();
  await (await start(dataDir)).stop();
  writeFileSync(join(dataDir, 'postgresql.conf'), 'no_such_setting = 1\n');
  await expect(start(dataDir)).rejects.toThrow(/did not start on .*no_such_setting/s);
  expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(false);
});
