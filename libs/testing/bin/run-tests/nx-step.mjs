import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.mjs';

const LIMIT_MS = 15 * 60_000;

/**
 * Runs a target of the task graph; what did not change since its last run comes from the cache.
 * @param {string[]} args of nx @param {{ root: string, env: NodeJS.ProcessEnv }} run
 * @returns {Promise<{ green: boolean, note: string | undefined }>}
 */
export async function runNx(args, { root, env }) {
  const nx = realpathSync(join(root, 'node_modules/.bin/nx'));
  const { code, killed } = await runChild([nx, ...args], {
    cwd: root,
    env: { ...env, NX_TUI: 'false', NX_DAEMON: 'false' },
    limitMs: LIMIT_MS,
  });
  return { green: code === 0 && !killed, note: killed };
}
