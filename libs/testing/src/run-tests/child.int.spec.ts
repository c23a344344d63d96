import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const CHILD = new URL('../../bin/run-tests/child.mjs', import.meta.url).href;
const { runChild, stopChildren } = await import(CHILD);

/** Writes the pid of a grandchild that would live for ever, then does as told. */
const withGrandchild = (then: string) =>
  `const { spawn } = require('node:child_process'); const { renameSync, writeFileSync } = require('node:fs');
   const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
   writeFileSync('pid.part', String(child.pid)); renameSync('pid.part', 'pid'); child.unref(); ${then}`;

function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return false;
  }
}

async function untilGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 1_000 && isAlive(pid); i += 1) await sleep(20);
  return !isAlive(pid);
}

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('a child of the run', () => {
  let cwd: string;
  const run = (script: string, options: object = {}) =>
    runChild(['-e', script], { cwd, env: process.env, limitMs: 60_000, ...options });
  const grandchild = () => Number(readFileSync(join(cwd, 'pid'), 'utf8'));

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'perennial-child-'));
  });
  afterEach(() => rmSync(cwd, { recursive: true }));

  it('answers with its exit code and leaves nobody behind', async () => {
    expect(await run(withGrandchild('process.exit(3);'))).toEqual({ code: 3, killed: undefined });
    expect(await untilGone(grandchild())).toBe(true);
  });

  it('is stopped with its group at its limit, though it ignores SIGTERM', async () => {
    const { killed } = await run(withGrandchild("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);"), {
      limitMs: 2000,
    });
    expect(killed).toMatch(/limit/);
    expect(await untilGone(grandchild())).toBe(true);
  }, 20_000);

  it('is stopped when it has written its result and stays', async () => {
    const { killed } = await run("require('node:fs').writeFileSync('result', ''); setInterval(() => {}, 1000);", {
      resultFile: join(cwd, 'result'),
      lingerMs: 200,
    });
    expect(killed).toMatch(/left open/);
  });

  it('is ended by stopChildren', async () => {
    const ended = run(withGrandchild('setInterval(() => {}, 1000);'));
    while (!existsSync(join(cwd, 'pid'))) await sleep(20);
    await stopChildren();
    expect((await ended).code).toBeNull();
    expect(await untilGone(grandchild())).toBe(true);
  });

  it('ends with its group when the run itself is killed', async () => {
    const script = `const { runChild } = await import(process.argv[1]); await runChild(['-e', process.argv[2]], { cwd: process.cwd(), env: process.env, limitMs: 60_000 });`;
    const owner = spawn(
      process.execPath,
      ['--input-type=module', '-e', script, CHILD, withGrandchild('setInterval(() => {}, 1000);')],
      { cwd, stdio: 'ignore' },
    );
    try {
      while (!existsSync(join(cwd, 'pid'))) await sleep(20);
    } finally {
      owner.kill('SIGKILL');
    }
    expect(await untilGone(grandchild())).toBe(true);
  });
});
