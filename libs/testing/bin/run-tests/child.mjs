import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const KILL_AFTER_MS = 5_000;
/** How long a child may live on after it has written its result. */
const LINGER_MS = 30_000;

const WATCHDOG = fileURLToPath(new URL('../../../processes/bin/watchdog.mjs', import.meta.url));

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/**
 * @type {import('node:child_process').ChildProcess | undefined} ends the groups that run when this process was killed
 */
let watchdog;

/**
 * Runs a Node script in a process group of its own, so that whatever it started ends with it. Output goes to ours,
 * there is no stdin.
 * @param {string[]} args script and its arguments
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, limitMs: number, resultFile?: string, lingerMs?: number }} options
 *   resultFile: written by the child as its last act; a child that then stays has left something open
 * @returns {Promise<{ code: number | null, killed: string | undefined }>} killed says why, undefined when it ended by
 * itself
 */
export async function runChild(args, { cwd, env, limitMs, resultFile, lingerMs = LINGER_MS }) {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  running.add(child);
  watch('+', child);
  let killed;
  const end = (reason) => {
    killed ??= reason;
    void stop(child);
  };
  const limit = setTimeout(() => end(`was stopped after its limit of ${limitMs / 60_000} min`), limitMs);
  let written;
  const resultWatch = setInterval(() => {
    if (!resultFile || !existsSync(resultFile)) return;
    written ??= performance.now();
    if (performance.now() - written > lingerMs)
      end(`did not end ${lingerMs / 1000} s after its last test: something was left open`);
  }, 250);
  try {
    const [code] = await once(child, 'exit');
    return { code, killed };
  } finally {
    clearTimeout(limit);
    clearInterval(resultWatch);
    signalGroup(child, 'SIGKILL');
    watch('-', child);
    running.delete(child);
  }
}

/** Ends every child that still runs, with its group. */
export async function stopChildren() {
  await Promise.all([...running].map(stop));
}

/**
 * The minus sign makes a group of the id. @param {'+' | '-'} sign @param {import('node:child_process').ChildProcess}
 * child
 */
function watch(sign, child) {
  if (!watchdog) {
    watchdog = spawn(process.execPath, [WATCHDOG], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
    watchdog.stdin.on('error', (error) =>
      process.stderr.write(`the watchdog is gone, what a killed run started would live on: ${error.message}\n`),
    );
    watchdog.unref();
    watchdog.stdin.unref();
  }
  if (child.pid) watchdog.stdin.write(`${sign}-${child.pid}\n`);
}

async function stop(child) {
  signalGroup(child, 'SIGTERM');
  await Promise.race([
    child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined,
    sleep(KILL_AFTER_MS, undefined, { ref: false }),
  ]);
  signalGroup(child, 'SIGKILL');
}

/** @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
