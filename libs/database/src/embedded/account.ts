import { spawnSync } from 'node:child_process';

/** The operating system account that runs PostgreSQL; undefined: the account of this process. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const NAME = 'postgres';

/**
 * PostgreSQL refuses to run as root. When this process is root, the account `postgres` is used and created if it is
 * missing; otherwise undefined. Throws when it can neither be found nor created.
 */
export function accountForPostgres(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = lookUp();
  if (found) return found;
  const made = spawnSync(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME],
    { encoding: 'utf8' },
  );
  const created = lookUp();
  if (created) return created;
  throw new Error(
    `PostgreSQL does not run as root and the account "${NAME}" could not be created: ${(made.stderr || made.error?.message || '').trim()}; start as an ordinary user`,
  );
}

function lookUp(): Account | undefined {
  const ids = ['-u', '-g'].map((flag) => spawnSync('id', [flag, NAME], { encoding: 'utf8' }));
  if (ids.some(({ status }) => status !== 0)) return undefined;
  const [uid, gid] = ids.map(({ stdout }) => Number(stdout));
  return { name: NAME, uid: uid as number, gid: gid as number };
}
