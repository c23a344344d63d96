import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Watchdog } from '@perennial/processes/watchdog';

const PREFIX = 'perennial-bench-';
const closers = new Set<() => Promise<void>>();
let watchdog: Watchdog | undefined;

/** Ends processes of the bench that would outlive it. */
export function watched(pid: number | undefined): void {
  watchdog ??= new Watchdog(() =>
    process.stderr.write('the watchdog is gone: if the bench is killed now, its processes live on\n'),
  );
  if (pid !== undefined) watchdog.watch(pid);
}

export function unwatched(pid: number | undefined): void {
  if (pid !== undefined) watchdog?.forget(pid);
}

/** Runs `work` and then `close`, also when the bench is interrupted meanwhile. */
export async function closing<T>(close: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  let closed: Promise<void> | undefined;
  const once = (): Promise<void> => (closed ??= close());
  closers.add(once);
  try {
    return await work();
  } finally {
    closers.delete(once);
    await once();
  }
}

/** Closes what is open, the newest first, and then the watchdog. */
export async function closeAll(): Promise<void> {
  for (const close of [...closers].reverse()) await close();
  await watchdog?.stop();
}

/** A folder for one run's data, to be removed by who asked for it. */
export function dataFolder(): string {
  return mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
}

export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** Removes the data of earlier runs that were killed. */
export function removeLeftFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1] ?? Number.NaN);
    if (Number.isInteger(owner) && !lives(owner)) removeFolder(join(tmpdir(), name));
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
