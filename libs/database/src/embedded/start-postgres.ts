import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { accountForPostgres } from './account.js';
import { findBinaries } from './binaries.js';
import { canonicalFolder } from './canonical-folder.js';
import { claimFolder } from './claim-folder.js';
import { createDatabase } from '../create-database.js';
import { freePort } from './free-port.js';
import { initCluster } from './init-cluster.js';
import { KeeperProcess, ServerStartError } from './keeper-process.js';
import { launcherFor } from './launcher.js';
import { passwordOf } from './password.js';
import { livingPostmaster, stopPostmaster } from './postmaster.js';
import { serverArguments, type ServerSettings } from './server-settings.js';
import { removeSockets, socketFolder } from './socket.js';

export interface EmbeddedPostgresOptions {
  /** Made on first use; `<dataDir>.password` appears beside it. */
  readonly dataDir: string;
  /** 0 or absent: a free port, chosen anew at each start. */
  readonly port?: number;
  readonly settings?: ServerSettings;
  readonly log: (line: string) => void;
}

export interface EmbeddedPostgres {
  readonly port: number;
  /** Of the database `postgres`, as superuser. */
  readonly adminUrl: string;
  readonly postmasterPid: number;
  url(database: string): string;
  /** The same through the server's Unix socket where it has one: a fifth less time a statement. */
  socketUrl(database: string): string;
  /** Creates the database unless it exists. */
  createDatabase(name: string): Promise<void>;
  /** Fast shutdown; resolves when the server has ended. Later calls do nothing. */
  stop(): Promise<void>;
}

const ATTEMPTS = 25;
const PAUSE_MS = 200;
/**
 * A port taken between choice and start; shared memory of a killed server whose last backends are just leaving; a
 * rival's lock, written or just made.
 */
const PASSING =
  /could not bind|could not create any TCP\/IP sockets|pre-existing shared memory block|lock file "postmaster\.pid" (already exists|is empty)/;

/**
 * Starts PostgreSQL on a folder, as a child of a keeper that ends it when this process ends, however it ends. Works as
 * root and as an ordinary user; recovers from a kill of everything. Throws FolderInUseError when a living process owns
 * the folder, an error naming the port when a given one is taken, ServerStartError with the server's words otherwise.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = canonicalFolder(options.dataDir);
  const account = accountForPostgres();
  const binaries = await findBinaries();
  const password = passwordOf(dataDir);
  await claimFolder(dataDir, options.log);
  initCluster({ initdb: binaries.initdb, dataDir, password, account, sync: options.settings?.['fsync'] !== false });
  removeSockets(dataDir);
  const socket = socketFolder(dataDir);
  const sockets: ServerSettings = socket ? { unix_socket_directories: socket, unix_socket_permissions: '0700' } : {};
  const { command, args, uid, gid } = launcherFor(binaries.postgres, dataDir, account);

  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(options.port);
    const order = {
      ownerPid: process.pid,
      command,
      uid,
      gid,
      dataDir,
      logFile: join(dataDir, 'postgresql.log'),
      args: [...args, '-D', dataDir, ...serverArguments(port, { ...sockets, ...options.settings })],
    };
    try {
      return handle(await KeeperProcess.start(order), dataDir, port, password, options.log);
    } catch (error) {
      if (!(error instanceof ServerStartError) || !PASSING.test(error.log) || attempt === ATTEMPTS) throw error;
      await sleep(PAUSE_MS);
      await claimFolder(dataDir, options.log);
    }
  }
}

function handle(
  keeper: KeeperProcess,
  dataDir: string,
  port: number,
  password: string,
  log: (line: string) => void,
): EmbeddedPostgres {
  let stopped: Promise<void> | undefined;
  keeper.onEnd(() => {
    if (!stopped) log(`the keeper of PostgreSQL on ${dataDir} ended unexpectedly; see postgresql.log in that folder`);
  });
  const stop = async () => {
    await keeper.stop();
    // Only if the keeper was killed: then nobody else ends the server.
    const orphan = livingPostmaster(dataDir);
    if (orphan?.pid === keeper.postmasterPid) await stopPostmaster(orphan.pid);
  };
  const socket = socketFolder(dataDir);
  const url = (database: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
  return {
    port,
    adminUrl: url('postgres'),
    postmasterPid: keeper.postmasterPid,
    url,
    socketUrl: (database) => (socket ? `${url(database)}?host=${encodeURIComponent(socket)}` : url(database)),
    createDatabase: (name) => createDatabase(url('postgres'), name),
    stop: () => (stopped ??= stop()),
  };
}
