import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUN = fileURLToPath(new URL('../bin/run.mjs', import.meta.url));
const BUILD = new URL('../bin/build.mjs', import.meta.url).href;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-run-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what tells about a command is answered at once, and by nobody else', () => {
  const entry = join(folder, 'entry.mjs');
  writeFileSync(entry, `process.stdout.write(JSON.stringify(process.argv.slice(2))); process.exitCode = 3;`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [RUN, entry, 'a', '--help'], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 3, stdout: '["a","--help"]', stderr: '' });
});

test('a build that fails shows what it wrote and ends with 1', () => {
  const script = `const { build } = await import('${BUILD}'); await build([], ${JSON.stringify(folder)}); console.log('went on');`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/workspace/i);
  expect(stderr).toContain('the build failed; the lines above say why');
});
