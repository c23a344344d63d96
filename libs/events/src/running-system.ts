import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where a system that runs on this machine said that it is (`running.json` in its data folder). */
export interface RunningSystem {
  readonly dataDir: string;
  readonly databases: Readonly<Record<string, string>>;
  /** host:port,…; undefined on the postgres log. */
  readonly brokers: string | undefined;
  /** Address of what breaks and mends its fake providers; undefined where it has none. */
  readonly fakeProviders?: string | undefined;
}

/** Data folders of `npm start` and `npm run cluster`. */
const FOLDERS = ['.perennial', '.perennial-cluster'];

/** Where a system on any other folder leaves word of it: a file by process id that holds the folder. */
const ELSEWHERE = '.perennial-running';

/**
 * Leaves word of a system that this process runs, so that commands find it without PERENNIAL_DATA as well; word of
 * processes that are gone is removed. Not needed on the default folders.
 * @returns a function that takes it back
 */
export function noteRunningSystem(dataDir: string): () => void {
  if (FOLDERS.some((folder) => resolve(folder) === resolve(dataDir))) return () => undefined;
  mkdirSync(ELSEWHERE, { recursive: true });
  for (const name of readdirSync(ELSEWHERE)) if (!isAlive(Number(name))) rmSync(join(ELSEWHERE, name), { force: true });
  const note = resolve(ELSEWHERE, String(process.pid));
  writeFileSync(note, resolve(dataDir));
  return () => rmSync(note, { force: true });
}

function notedFolders(): string[] {
  if (!existsSync(ELSEWHERE)) return [];
  const alive = readdirSync(ELSEWHERE).filter((name) => isAlive(Number(name)));
  return alive.map((name) => readFileSync(join(ELSEWHERE, name), 'utf8'));
}

/**
 * Finds the system that runs on PERENNIAL_DATA, else on one of the default folders or one that a system left word of.
 * @throws Error when several run and nobody says which is meant.
 */
export function findRunningSystem(
  environment: Readonly<Record<string, string | undefined>>,
): RunningSystem | undefined {
  const given = environment['PERENNIAL_DATA'];
  const found = (given ? [given] : [...FOLDERS, ...notedFolders()]).flatMap(
    (folder) => readRunning(resolve(folder)) ?? [],
  );
  const alive = found.filter(({ pid }) => isAlive(pid));
  if (alive.length > 1)
    throw new Error(
      `several systems run, on ${alive.map(({ dataDir }) => dataDir).join(' and ')}: PERENNIAL_DATA=<folder> says which is meant`,
    );
  return alive[0] ?? found[0];
}

function readRunning(dataDir: string): (RunningSystem & { pid: number | undefined }) | undefined {
  const file = join(dataDir, 'running.json');
  if (!existsSync(file)) return undefined;
  const { databases, brokers, fakeProviders, pid } = JSON.parse(readFileSync(file, 'utf8')) as {
    databases: Record<string, string>;
    brokers?: string;
    fakeProviders?: string;
    pid?: number;
  };
  return { dataDir, databases, brokers: brokers || undefined, fakeProviders, pid };
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
