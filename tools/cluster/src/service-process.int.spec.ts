import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectProcess } from '@perennial/database/embedded/process-table';
import { freePort } from '@perennial/processes/free-port';
import { ServiceProcess, type ProcessEnd } from './service-process.js';
import { Watchdog } from '@perennial/processes/watchdog';

/**
 * What a service is to the cluster: it says something, answers on its ops port, and ends on SIGTERM unless told to be
 * stubborn.
 */
const MAIN = `
import { createServer } from 'node:http';
console.log('settings ' + process.env.COLOUR + ' ' + process.env.SECRET_OF_THE_SHELL);
if (process.env.BROKEN) { console.error('cannot start'); process.exit(3); }
process.on('SIGTERM', () => { if (!process.env.STUBBORN) process.exit(0); });
createServer((request, response) => { if (request.url === '/die') process.exit(7); response.end('ready'); }).listen(Number(process.env.OPS_PORT), '127.0.0.1');
`;

let folder: string;
let port: number;
let watchdog: Watchdog;
const ends: { end: ProcessEnd; told: boolean }[] = [];
const lines: string[] = [];
let one: ServiceProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-process-'));
  writeFileSync(join(folder, 'main.mjs'), MAIN);
  watchdog = new Watchdog(() => undefined);
  process.env['SECRET_OF_THE_SHELL'] = 'leaked';
});

beforeEach(async () => {
  port = await freePort();
  ends.length = lines.length = 0;
  const url = `http://127.0.0.1:${port}`;
  one = new ServiceProcess({
    name: 'delivery',
    replica: 0,
    main: join(folder, 'main.mjs'),
    nodeArguments: [],
    environment: { OPS_PORT: String(port), COLOUR: 'blue' },
    opsUrl: url,
    grpcAddress: '',
    readyUrl: `${url}/readyz`,
    watchdog,
    onLine: (line) => lines.push(line),
    onEnd: (end, told) => ends.push({ end, told }),
  });
});

afterEach(async () => {
  if (one.running) await one.kill();
});

afterAll(async () => {
  delete process.env['SECRET_OF_THE_SHELL'];
  await watchdog.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (path: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(500) });

test('starts with its own settings and no other, says what it writes, stops in order and starts again', async () => {
  one.start();
  await one.ready();
  expect(lines).toEqual(['settings blue undefined']);
  expect(() => one.start()).toThrow('delivery.0 runs already');
  expect(await one.terminate()).toEqual({ code: 0, signal: null });
  expect([one.running, ends]).toEqual([false, [{ end: { code: 0, signal: null }, told: true }]]);
  one.start({ COLOUR: 'red' });
  await one.ready();
  expect(one.output).toBe('settings blue undefined\nsettings red undefined\n');
});

test('one that ends by itself was not told to', async () => {
  one.start();
  await one.ready();
  await expect(ask('/die')).rejects.toThrow();
  expect(await one.exited).toEqual({ code: 7, signal: null });
  expect(ends).toEqual([{ end: { code: 7, signal: null }, told: false }]);
});

test('one that cannot start says why', async () => {
  one.start({ BROKEN: 'yes' });
  await expect(one.ready()).rejects.toThrow(/delivery\.0 ended with 3\n.*\ncannot start/);
});

test('one that does not end in time is killed, and a kill reaches one that is frozen', async () => {
  one.start({ STUBBORN: 'yes' });
  await one.ready();
  expect(await one.terminate(300)).toEqual({ code: null, signal: 'SIGKILL' });
  one.start();
  await one.ready();
  one.pause();
  await expect(ask('/')).rejects.toThrow();
  one.resume();
  expect((await ask('/')).status).toBe(200);
  one.pause();
  await one.kill();
  expect(inspectProcess(one.pid)).toBeUndefined();
});

test('the watchdog ends what is left, frozen or not, and nothing that has ended', async () => {
  const dog = new Watchdog(() => undefined);
  dog.watch(process.pid);
  dog.forget(process.pid);
  one.start();
  await one.ready();
  dog.watch(one.pid);
  one.pause();
  await dog.stop();
  expect(await one.exited).toEqual({ code: null, signal: 'SIGKILL' });
});
