import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where a system that runs on this machine said that it is (`running.json` in its data folder). */
export interface RunningSystem {
  readonly dataDir: string;
  readonly databases: Readonly<Record<string, string>>;
  /** host:port,…; undefined on the postgres log. */
  readonly brokers: string | undefined;
}

/** Data folders of `npm start` and `npm run cluster`. */
const FOLDERS = ['.perennial', '.perennial-cluster'];

/**
 * Finds the system that runs on PERENNIAL_DATA, else on one of the default folders.
 * @throws Error when two run and nobody says which is meant.
 */
export function findRunningSystem(
  environment: Readonly<Record<string, string | undefined>>,
): RunningSystem | undefined {
  const given = environment['PERENNIAL_DATA'];
  const found = (given ? [given] : FOLDERS).flatMap((folder) => readRunning(resolve(folder)) ?? []);
  const alive = found.filter(({ pid }) => isAlive(pid));
  if (alive.length > 1)
    throw new Error(
      `two systems run, on ${alive.map(({ dataDir }) => dataDir).join(' and ')}: PERENNIAL_DATA=<folder> says which is meant`,
    );
  return alive[0] ?? found[0];
}

function readRunning(dataDir: string): (RunningSystem & { pid: number | undefined }) | undefined {
  const file = join(dataDir, 'running.json');
  if (!existsSync(file)) return undefined;
  const { databases, brokers, pid } = JSON.parse(readFileSync(file, 'utf8')) as {
    databases: Record<string, string>;
    brokers?: string;
    pid?: number;
  };
  return { dataDir, databases, brokers: brokers || undefined, pid };
}

/** A process of another user is alive as well. */
function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
