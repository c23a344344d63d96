import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Account } from './account.js';
import { launcherFor } from './launcher.js';
import { isAlive } from './process-table.js';

export interface InitOptions {
  readonly initdb: string;
  readonly dataDir: string;
  readonly password: string;
  readonly account: Account | undefined;
  /** False leaves the new files in the operating system's cache: for tests only. */
  readonly sync: boolean;
}

const FLAGS = [
  '--username=postgres',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-instructions',
];

/**
 * Creates the data folder if there is none. It is built beside its place and moved there when complete, so a kill in
 * the middle leaves nothing that looks like a database, and of two first starts one wins. Throws with initdb's output.
 */
export function initCluster({ initdb, dataDir, password, account, sync }: InitOptions): void {
  removeLeftovers(dataDir);
  if (existsSync(join(dataDir, 'PG_VERSION'))) return;
  const draft = `${dataDir}.init-${process.pid}`;
  const passwordFile = `${draft}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  try {
    const { command, args, uid, gid } = launcherForDraft(initdb, draft, account);
    const flags = [...FLAGS, `--pgdata=${draft}`, `--pwfile=${passwordFile}`, ...(sync ? [] : ['--no-sync'])];
    const { status, stderr, stdout, error } = spawnSync(command, [...args, ...flags], {
      uid,
      gid,
      cwd: '/',
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    });
    if (status !== 0) throw new Error(`initdb failed for ${dataDir}: ${error?.message ?? `${stderr}${stdout}`.trim()}`);
    moveIntoPlace(draft, dataDir);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

function launcherForDraft(initdb: string, draft: string, account: Account | undefined) {
  mkdirSync(draft, { mode: 0o700 });
  if (account) chownSync(draft, account.uid, account.gid);
  return launcherFor(initdb, draft, account);
}

function moveIntoPlace(draft: string, dataDir: string): void {
  try {
    renameSync(draft, dataDir);
  } catch (error) {
    const lost = ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (!lost || !existsSync(join(dataDir, 'PG_VERSION'))) throw error;
  }
}

function removeLeftovers(dataDir: string): void {
  const prefix = `${basename(dataDir)}.init-`;
  for (const name of readdirSync(dirname(dataDir))) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : NaN;
    if (pid > 0 && pid !== process.pid && !isAlive(pid))
      rmSync(join(dirname(dataDir), name), { recursive: true, force: true });
  }
}
