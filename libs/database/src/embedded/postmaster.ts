import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspectProcess, isAlive, type ProcessInfo } from './process-table.js';

const pidFile = (dataDir: string): string => join(dataDir, 'postmaster.pid');

/** The server's process id from `postmaster.pid`, alive or not; undefined without the file. */
export function recordedPid(dataDir: string): number | undefined {
  try {
    const pid = Math.abs(Number.parseInt(readFileSync(pidFile(dataDir), 'utf8'), 10));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The living server of this very folder. A recorded id that now belongs to something else does not count. */
export function livingPostmaster(dataDir: string): ProcessInfo | undefined {
  const pid = recordedPid(dataDir);
  const info = pid === undefined ? undefined : inspectProcess(pid);
  if (!info || !info.command.includes('postgres')) return undefined;
  return ` ${info.command} `.includes(` ${dataDir} `) ? info : undefined;
}

const FAST_MS = 30_000;
const IMMEDIATE_MS = 10_000;

/** Stops a server that nobody owns any more: fast shutdown, then an immediate one. Throws when it survives both. */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', FAST_MS],
    ['SIGQUIT', IMMEDIATE_MS],
    ['SIGKILL', IMMEDIATE_MS],
  ] as const) {
    signalIfAlive(pid, signal);
    if (await goneWithin(pid, patience)) return;
  }
  throw new Error(`PostgreSQL process ${pid} could not be stopped`);
}

/** Whether the process ended within `patience` ms. */
export async function goneWithin(pid: number, patience: number): Promise<boolean> {
  const deadline = performance.now() + patience;
  while (inspectProcess(pid)) {
    if (performance.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  if (isAlive(pid)) process.kill(pid, signal);
}
