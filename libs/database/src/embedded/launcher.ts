import { spawnSync } from 'node:child_process';
import type { Account } from './account.js';

/** How to start a PostgreSQL program: command, leading arguments, and the account to change to. */
export interface Launcher {
  readonly command: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * A launcher of `program` under `account`. Where the account cannot reach the program or the folder (both below /root,
 * say), `setpriv` hands it the one capability that lets it: reading past directory permissions. PostgreSQL's programs
 * look for each other with access(2), which drops the capabilities of an ordinary user before it asks (capabilities(7),
 * "effect of user ID changes"); the secure bit `no_setuid_fixup` keeps them there. Throws, naming the path, when that
 * does not work either.
 */
export function launcherFor(program: string, folder: string, account: Account | undefined): Launcher {
  if (!account) return { command: program, args: [] };
  const direct: Launcher = { command: program, args: [], uid: account.uid, gid: account.gid };
  if (runs(direct) && reaches(account, folder)) return direct;
  const capability = '+dac_override';
  const raised: Launcher = {
    command: 'setpriv',
    args: [
      `--reuid=${account.uid}`,
      `--regid=${account.gid}`,
      '--clear-groups',
      '--securebits=+no_setuid_fixup',
      `--inh-caps=${capability}`,
      `--ambient-caps=${capability}`,
      program,
    ],
  };
  if (runs(raised)) return raised;
  throw new Error(
    `PostgreSQL runs as the account "${account.name}", which cannot reach ${program} or ${folder}; start as an ordinary user or move them out of a private folder`,
  );
}

function runs({ command, args, uid, gid }: Launcher): boolean {
  return spawnSync(command, [...args, '--version'], { uid, gid, cwd: '/' }).status === 0;
}

function reaches({ uid, gid }: Account, folder: string): boolean {
  return spawnSync('test', ['-x', folder], { uid, gid, cwd: '/' }).status === 0;
}
