import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const RUN_MAIN = new URL('../../dist/boot/run-main.js', import.meta.url).href;
/** Longer than one press of Ctrl-C may take to arrive twice. */
const SECOND_PRESS_MS = 1_200;

/** A process whose stop is the given expression. */
async function run(stop: string): Promise<{ child: ChildProcess; output: () => string; ended: Promise<unknown[]> }> {
  const script = `
    const { runMain } = await import('${RUN_MAIN}');
    const farewell = { stopping: 'stopping', stopped: 'goodbye' };
    await runMain(async () => ({ stop: () => ${stop}, farewell }));
    setInterval(() => undefined, 1_000);
    process.stdout.write('running\\n');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += String(chunk)));
  const ended = once(child, 'close');
  while (!output.includes('running')) await sleep(10);
  return { child, output: () => output, ended };
}

test('says when it begins to stop and when it has', async () => {
  const { child, output, ended } = await run('Promise.resolve()');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(output()).toBe('running\nstopping\ngoodbye\n');
});

test('a press of Ctrl-C that comes twice is one; a second press ends at once and says so', async () => {
  const { child, output, ended } = await run('new Promise(() => undefined)');
  for (let i = 0; i < 2; i += 1) {
    child.kill('SIGINT');
    await sleep(100);
  }
  await sleep(SECOND_PRESS_MS);
  expect(child.exitCode).toBeNull();
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(output()).toContain('stopped at once, not in order');
});

test('ends with 1 and the reason when the stop fails', async () => {
  const { child, output, ended } = await run(`Promise.reject(new Error('a lane hangs'))`);
  child.kill('SIGINT');
  expect(await ended).toEqual([1, null]);
  expect(output()).toContain('stopping on SIGINT failed: a lane hangs');
});
