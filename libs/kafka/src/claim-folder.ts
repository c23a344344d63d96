import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goneWithin } from '@perennial/database/embedded/postmaster';
import { inspectProcess } from '@perennial/database/embedded/process-table';

const SHUTDOWN_MS = 30_000;

/**
 * Makes a data folder free for new servers: refuses, naming the owner, while it lives; waits for a keeper whose owner
 * was killed. @throws Error
 */
export async function claimFolder(dataDir: string, log: (line: string) => void): Promise<void> {
  const file = join(dataDir, 'keeper.json');
  if (!existsSync(file)) return;
  const { pid, ownerPid } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; ownerPid: number };
  const keeper = inspectProcess(pid);
  if (!keeper?.command.includes('kafka-keeper')) return;
  // A killed owner is for a moment still the keeper's parent, but a zombie already.
  if (keeper.parent === ownerPid && inspectProcess(ownerPid))
    throw new Error(
      `the Kafka folder ${dataDir} is in use by process ${ownerPid}; stop that one first or choose another folder`,
    );
  log(`waiting for Kafka on ${dataDir} to shut down: its owner ${ownerPid} is gone`);
  if (!(await goneWithin(pid, SHUTDOWN_MS)))
    throw new Error(`Kafka on ${dataDir} does not shut down; its keeper is process ${pid}`);
}
