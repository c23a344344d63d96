import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inspectProcess } from '@perennial/database/embedded/process-table';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { freePortOffset } from '@perennial/processes/free-offset';

// On the PostgreSQL log: what is shown here is what the command does with processes, on Kafka just the same.
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const LONGEST_MS = 90_000;

let dataDir: string;
let smtp: RecordingSmtpServer;
let offset: number;
let command: ChildProcess;
const commands: ChildProcess[] = [];
let output = '';

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'perennial-command-'));
  smtp = await RecordingSmtpServer.start();
  offset = await freePortOffset();
});

afterAll(async () => {
  for (const one of commands) one.kill('SIGKILL');
  await smtp.stop();
  for (const pid of servicePids())
    if (inspectProcess(pid)?.command.includes('/dist/main.js')) process.kill(pid, 'SIGKILL');
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}, 120_000);

async function until(met: () => boolean): Promise<void> {
  const deadline = performance.now() + LONGEST_MS;
  while (!met()) {
    if (performance.now() > deadline) throw new Error(`waited in vain; the output:\n${output}`);
    await sleep(50);
  }
}

/** `npm run cluster` after its build, without sample and catcher. */
async function start(): Promise<void> {
  output = '';
  const { PERENNIAL_TEST_POSTGRES: _postgres, PERENNIAL_TEST_KAFKA: _kafka, ...environment } = process.env;
  command = spawn(
    process.execPath,
    [
      MAIN,
      '--event-log',
      'postgres',
      '--sample',
      'none',
      '--port-offset',
      String(offset),
      '--start',
      '2025-01-06T00:00:00Z',
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment, PERENNIAL_DATA: dataDir, SMTP_URL: smtp.url },
    },
  );
  commands.push(command);
  for (const stream of [command.stdout, command.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(() => output.includes('The cluster serves') || command.exitCode !== null);
  expect(output).toContain('The cluster serves');
}

/** By the table of addresses. */
const servicePids = (): number[] => [...output.matchAll(/^ {2}[a-z]+\.\d +(\d+) /gm)].map(([, pid]) => Number(pid));
const pidOf = (title: string): number =>
  Number(new RegExp(`^  ${title.replace('.', '\\.')} +(\\d+) `, 'm').exec(output)?.[1]);
const postmaster = (): number => Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

test('says where everything is; a service that dies is reported and started again', async () => {
  await start();
  expect(servicePids()).toHaveLength(5);
  expect(output).toMatch(
    new RegExp(`^contracts\\.0 +\\| info  serving grpc=${50051 + offset} ops=${9101 + offset} clock=sandbox .*$`, 'm'),
  );
  process.kill(pidOf('scheduling.0'), 'SIGKILL');
  await until(() => (output.match(/^scheduling\.0 +\| info {2}serving/gm) ?? []).length === 2);
  expect(output).toMatch(/^!!! scheduling\.0 ended with SIGKILL\n!!! scheduling\.0 starts again in 500 ms$/m);
  expect((await fetch(`http://127.0.0.1:${9103 + offset}/readyz`)).status).toBe(200);
}, 120_000);

test('killed itself, it leaves nothing, not even a stopped service', async () => {
  const pids = [...servicePids(), postmaster()].filter((pid) => inspectProcess(pid));
  expect(pids).toHaveLength(5);
  process.kill(pidOf('delivery.0'), 'SIGSTOP');
  command.kill('SIGKILL');
  await until(() => pids.every((pid) => !inspectProcess(pid)));
  await expect(fetch(`http://127.0.0.1:${9103 + offset}/readyz`)).rejects.toThrow();
}, 120_000);

test('starts on what was left, and SIGTERM stops it in order', async () => {
  await start();
  const pids = [...servicePids(), postmaster()];
  command.kill('SIGTERM');
  await until(() => command.exitCode !== null || command.signalCode !== null);
  expect(command.exitCode).toBe(0);
  expect(pids.filter((pid) => inspectProcess(pid))).toEqual([]);
  expect(output).not.toContain('!!!');
  for (const title of ['contracts.0', 'scheduling.0', 'delivery.0', 'payments.0'])
    expect(output).toMatch(new RegExp(`^${title.replace('.', '\\.')} +\\| info  stopped$`, 'm'));
}, 120_000);

test('a wrong flag is an error that names it', async () => {
  const wrong = spawn(process.execPath, [MAIN, '--replica', 'delivery=2'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  wrong.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  expect(await new Promise((resolve) => wrong.once('close', resolve))).toBe(2);
  expect(said).toContain("Unknown option '--replica'");
});
