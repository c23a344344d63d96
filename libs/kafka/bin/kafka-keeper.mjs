/**
 * Runs the Kafka servers of its owner, the process at the other end of standard input. End of input, however the owner
 * ended (kill -9 too), ends the servers; so none is ever left behind. Reads `{"start":id}` lines, writes one JSON line
 * per event: {"id":n,"state":"ready","pid":n} and {"id":n,"state":"ended","pid":n,"log":"…"}.
 *
 * @typedef {{ id: number, command: string, args: string[], logFile: string }} Server
 * @typedef {{ ownerPid: number, dataDir: string, temporary: boolean, servers: Server[] }} Order temporary: the data
 * folder goes with the owner
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const LARGE_LOG = 8 * 1024 * 1024;
const POLL_MS = 25;
const PATIENCE_MS = 10_000;
/** The server's own word, after it has been admitted by the controller. */
const READY = 'Kafka Server started';

/** @type {Order} */
const order = JSON.parse(process.argv[2] ?? '');
/** @type {Map<number, import('node:child_process').ChildProcess>} */
const running = new Map();
let stopping = false;

// The owner decides when the servers end; a Ctrl-C meant for the owner must not get ahead of its shutdown.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
// Nobody reads a report of ours once the owner is gone.
process.stdout.on('error', () => undefined);

const claim = join(order.dataDir, 'keeper.json');
writeFileSync(claim, JSON.stringify({ pid: process.pid, ownerPid: order.ownerPid }));

const commands = createInterface({ input: process.stdin });
commands.on('line', (line) => start(JSON.parse(line).start));
commands.once('close', stop);
process.once('SIGTERM', stop);

/** @param {number} id */
function start(id) {
  const server = order.servers.find((one) => one.id === id);
  if (stopping || !server || running.has(id)) return;
  const log = openLog(server.logFile);
  const from = statSync(server.logFile).size;
  const child = spawn(server.command, server.args, { stdio: ['ignore', log, log], cwd: order.dataDir });
  closeSync(log);
  running.set(id, child);
  const written = () => readLog(server.logFile).subarray(from).toString();
  const poll = setInterval(() => {
    if (!written().includes(READY)) return;
    clearInterval(poll);
    report({ id, state: 'ready', pid: child.pid });
  }, POLL_MS);
  let over = false;
  const ended = (reason) => {
    if (over) return;
    over = true;
    clearInterval(poll);
    running.delete(id);
    report({ id, state: 'ended', pid: child.pid, log: `${written().slice(-LARGE_LOG / 64)}\n${reason}` });
    finishWhenEmpty();
  };
  child.once('error', (error) => ended(error.message));
  child.once('exit', (code, signal) => ended(`exit ${code ?? signal}`));
}

function stop() {
  if (stopping) return;
  stopping = true;
  for (const child of running.values()) end(child);
  finishWhenEmpty();
}

/** A stopped process (SIGSTOP) has to go on to end in order. Data nobody will read again needs no order. */
function end(child) {
  if (order.temporary) return child.kill('SIGKILL');
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  return setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
}

function finishWhenEmpty() {
  if (!stopping || running.size > 0) return;
  rmSync(order.temporary ? order.dataDir : claim, { recursive: true, force: true, maxRetries: 5 });
  process.stdout.write('', () => process.exit());
}

/** @param {object} message */
function report(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** A folder that was removed under us is no reason to leave a server behind. @param {string} file */
function readLog(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** Appends; a log that has grown large is kept once under `.old`. @param {string} file */
function openLog(file) {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGE_LOG) renameSync(file, `${file}.old`);
  return openSync(file, 'a', 0o600);
}
