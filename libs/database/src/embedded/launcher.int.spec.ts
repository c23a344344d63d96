import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { accountForPostgres, type Account } from './account.js';
import { findBinaries } from './binaries.js';
import { initCluster } from './init-cluster.js';
import { KeeperProcess } from './keeper-process.js';
import { launcherFor } from './launcher.js';
import { serverArguments } from './server-settings.js';
import { freePort } from './free-port.js';

const asRoot = process.getuid?.() === 0 ? test : test.skip;
if (asRoot !== test)
  process.stdout.write('SKIPPED: PostgreSQL below a closed folder of root: this suite does not run as root\n');

// The ordinary fresh machine: root has cloned below /root, which nobody else may enter.
asRoot('programs and data below a folder that only root may enter', async () => {
  const closed = mkdtempSync(join(tmpdir(), 'perennial-closed-'));
  try {
    const account = accountForPostgres() as Account;
    const installed = dirname(dirname((await findBinaries()).initdb));
    const native = join(closed, 'native');
    cpSync(installed, native, { recursive: true, verbatimSymlinks: true });
    const dataDir = join(closed, 'postgres');
    initCluster({ initdb: join(native, 'bin/initdb'), dataDir, password: 'secret', account, sync: false });
    expect(existsSync(join(dataDir, 'PG_VERSION'))).toBe(true);

    const { command, args, uid, gid } = launcherFor(join(native, 'bin/postgres'), dataDir, account);
    const port = await freePort();
    const log = join(dataDir, 'postgresql.log');
    const order = { ownerPid: process.pid, command, uid, gid, dataDir, logFile: log };
    const settings = serverArguments(port, { fsync: false, shared_buffers: '16MB' });
    const server = await KeeperProcess.start({ ...order, args: [...args, '-D', dataDir, ...settings] });
    expect(server.running).toBe(true);
    await server.stop();
  } finally {
    rmSync(closed, { recursive: true, force: true });
  }
});

asRoot('a folder that the account may enter needs no capability', async () => {
  const account = accountForPostgres() as Account;
  const open = mkdtempSync(join(tmpdir(), 'perennial-open-'));
  try {
    chownSync(open, account.uid, account.gid);
    mkdirSync(join(open, 'data'), { mode: 0o755 });
    expect(launcherFor('/bin/true', join(open, 'data'), account)).toEqual({
      command: '/bin/true',
      args: [],
      uid: account.uid,
      gid: account.gid,
    });
  } finally {
    rmSync(open, { recursive: true, force: true });
  }
});
