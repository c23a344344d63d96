import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addDays, addMonthsClamped } from '@perennial/calendar/civil';
import { freePortOffset } from '@perennial/processes/free-offset';
import { contact, contract, customer } from '@perennial/testing/system/edges';
import { StandaloneProcess } from '@perennial/testing/system/standalone-process';

const START = '2025-01-06T00:00:00Z';
let dataDir: string;
let offset: number;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'perennial-stop-'));
  offset = await freePortOffset();
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function start(): Promise<StandaloneProcess> {
  return StandaloneProcess.start({
    dataDir,
    portOffset: offset,
    environment: { PERENNIAL_SANDBOX_START: START, LOG_LEVEL: 'warn' },
  });
}

const clock = (init?: RequestInit): Promise<Response> => fetch(`http://127.0.0.1:${8080 + offset}/sandbox/clock`, init);

/** A year, of which each day has something to do. */
function walk(): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return clock({ method: 'POST', headers, body: '{"advance":"P1Y"}' }).then((answer) => answer.json());
}

function postmasterPid(): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

function lastLine(system: StandaloneProcess): string {
  return system.output.trimEnd().split('\n').at(-1) ?? '';
}

test('a signal during a walk ends the walk first, then the system, and the last line says goodbye', async () => {
  const system = await start();
  const first = addMonthsClamped(addDays('2025-03-09', 1), -12);
  const deals = Array.from({ length: 20 }, (_, i) => [
    customer(`c${i}`, 'America/New_York'),
    contact(`c${i}`, `c${i}`),
    contract(`c${i}`, `c${i}`, addDays(first, i)),
  ]);
  await system.edges.take(deals.flat());
  const walked = walk();
  while (!((await (await clock()).json()) as { walking?: { stops: number } }).walking?.stops) await sleep(20);
  system.child.kill('SIGINT');
  // Ctrl-C comes twice, from the terminal and from npm, and is one press.
  system.child.kill('SIGINT');
  expect(await walked).toMatchObject({ cancelled: true });
  expect(await system.exited).toEqual({ code: 0, signal: null });
  expect(system.output.indexOf('stopping in order')).toBeLessThan(system.output.indexOf('the walk was stopped at'));
  expect(lastLine(system)).toBe(`Goodbye. Everything is stopped; the data stay in ${dataDir}.`);
  system.edges.close();
}, 90_000);

test('a database that goes first leaves no dump of its clients, and a line says why not all stopped in order', async () => {
  const system = await start();
  process.kill(postmasterPid(), 'SIGINT');
  await sleep(1_500);
  system.child.kill('SIGINT');
  await system.exited;
  expect(system.output).toContain('terminating connection');
  const dumped = system.output.split('\n').filter((line) => /"client":|connectionParameters|Unhandled/.test(line));
  expect(dumped).toEqual([]);
  // On another stream than the log, which may come after it.
  expect(system.output).toMatch(/^stopping on SIGINT failed: connect (ECONNREFUSED|ENOENT) /m);
  system.edges.close();
}, 90_000);
