import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goneWithin, livingPostmaster, recordedPid, stopPostmaster } from './postmaster.js';
import { inspectProcess, isAlive, type ProcessInfo } from './process-table.js';

/** The folder is in use by a living owner. */
export class FolderInUseError extends Error {
  constructor(
    readonly dataDir: string,
    readonly ownerPid: number,
  ) {
    super(
      `the database folder ${dataDir} is in use by process ${ownerPid}; stop that one first or choose another folder`,
    );
    this.name = 'FolderInUseError';
  }
}

const SHUTDOWN_MS = 60_000;

/**
 * Makes the folder free for a new server: refuses when its owner lives (FolderInUseError, naming folder and process),
 * waits when its owner died and the keeper is shutting down, stops a server whose keeper is gone as well, disowns a
 * `postmaster.pid` whose number now belongs to some other program (in containers the same small numbers come back), and
 * removes one that a crash left empty.
 */
export async function claimFolder(dataDir: string, log: (line: string) => void): Promise<void> {
  const server = livingPostmaster(dataDir);
  if (!server) return disownPidFile(dataDir);
  const keeper = keeperOf(server);
  if (!keeper) {
    log(`stopping PostgreSQL ${server.pid} on ${dataDir}: it was left behind by an owner that was killed`);
    return stopPostmaster(server.pid);
  }
  const owner = ownerOf(keeper);
  // A killed owner whose threads are still ending is a zombie already, and for a moment still the keeper's parent.
  if (keeper.parent === owner && inspectProcess(owner)) throw new FolderInUseError(dataDir, owner);
  log(`waiting for PostgreSQL ${server.pid} on ${dataDir} to shut down: its owner ${owner} is gone`);
  if (!(await goneWithin(server.pid, SHUTDOWN_MS))) await stopPostmaster(server.pid);
}

/** A keeper carries its owner's id on its command line; once the owner is dead, its parent is somebody else. */
const ownerOf = (keeper: ProcessInfo): number => Number(/"ownerPid":(\d+)/.exec(keeper.command)?.[1]);

function keeperOf(server: ProcessInfo): ProcessInfo | undefined {
  const parent = inspectProcess(server.parent);
  return parent?.command.includes('keeper.mjs') ? parent : undefined;
}

/** A server writes its lock file at once after making it, so one that stays empty has nobody behind it. */
const EMPTY_MS = 2_000;

/** Beyond every system's largest process id. */
const NOBODY = 2147483646;

/**
 * PostgreSQL would take any living process of that number, even a zombie nobody reaps, for a server. Only the number is
 * replaced: from the rest of the file it still finds out whether sessions of the old server are holding its memory.
 */
function disownPidFile(dataDir: string): void {
  const file = join(dataDir, 'postmaster.pid');
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.size === 0 && Date.now() - stat.mtimeMs > EMPTY_MS) return rmSync(file, { force: true });
  const pid = recordedPid(dataDir);
  if (pid === undefined || !isAlive(pid) || inspectProcess(pid)?.command.includes('postgres')) return;
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(NOBODY)));
}
