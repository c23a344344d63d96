/**
 * Runs one PostgreSQL server for its owner, the process at the other end of standard input. End of input, however the
 * owner ended (kill -9 too), is a fast shutdown; so no server is ever left behind. Reports one JSON line:
 * {"state":"ready","pid":n} or {"state":"failed","log":"…"}.
 *
 * @typedef {{ ownerPid: number, command: string, args: string[], uid?: number, gid?: number, dataDir: string, logFile:
 * string }} Order
 */
import { spawn } from 'node:child_process';
import { chownSync, fstatSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LARGE_LOG = 8 * 1024 * 1024;
const POLL_MS = 20;
const FAST_MS = 30_000;
const IMMEDIATE_MS = 10_000;

/** @type {Order} */
const order = JSON.parse(process.argv[2] ?? '');

// The owner decides when the database ends; a Ctrl-C meant for the owner must not get ahead of its shutdown.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
// Nobody reads a report of ours once the owner is gone.
process.stdout.on('error', () => undefined);

const log = openLog(order.logFile);
const logStart = fstatSync(log).size;
const { uid, gid } = order;
const server = spawn(order.command, order.args, { stdio: ['ignore', log, log], cwd: '/', uid, gid });
let reported = false;
let stopping = false;

server.once('error', (error) => finish(error.message));
server.once('exit', (code, signal) =>
  finish(readFileSync(order.logFile, 'utf8').slice(logStart) || `exit ${code ?? signal}`, code ?? 1),
);
process.stdin.resume();
process.stdin.once('close', stop);
process.once('SIGTERM', stop);
const poll = setInterval(reportWhenReady, POLL_MS);

/** The eighth line of postmaster.pid is the server's own word for its state; pg_ctl waits for the same. */
function reportWhenReady() {
  const lines = readPidFile().split('\n');
  if (Number(lines[0]) !== server.pid || lines[7]?.trim() !== 'ready') return;
  clearInterval(poll);
  report({ state: 'ready', pid: server.pid });
}

function readPidFile() {
  try {
    return readFileSync(join(order.dataDir, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}

function stop() {
  if (stopping) return;
  stopping = true;
  server.kill('SIGINT');
  setTimeout(() => server.kill('SIGQUIT'), FAST_MS);
  setTimeout(() => server.kill('SIGKILL'), FAST_MS + IMMEDIATE_MS);
}

/** @param {string} text @param {number} [code] */
function finish(text, code = 1) {
  if (!reported) report({ state: 'failed', log: text });
  process.exitCode = stopping ? code : 1;
  clearInterval(poll);
  process.stdout.write('', () => process.exit());
}

/** @param {object} message */
function report(message) {
  reported = true;
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Appends; a log that has grown large is kept once under `.old`. @param {string} file */
function openLog(file) {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGE_LOG) renameSync(file, `${file}.old`);
  const descriptor = openSync(file, 'a', 0o600);
  if (order.uid !== undefined) chownSync(file, order.uid, order.gid ?? order.uid);
  return descriptor;
}
