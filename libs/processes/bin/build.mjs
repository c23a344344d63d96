import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const NX = fileURLToPath(new URL('../../../node_modules/nx/dist/bin/nx.js', import.meta.url));
/** A build of what has not changed is done by then, and nobody needs to hear of it. */
const SILENT_MS = 2_000;

/**
 * Builds what has changed. Silent, but for one line on stderr when it takes a while; what a failed build wrote is
 * shown, and the process ends with 1.
 * @param {readonly string[]} projects of the task graph, patterns allowed; none = all
 * @param {string} root of the workspace
 */
export async function build(projects = [], root = ROOT) {
  if (!existsSync(NX)) {
    process.stderr.write('the packages are not installed: run `npm ci` first\n');
    process.exit(1);
  }
  // A test run has built all of it already, and suites side by side must not write it anew below each other's feet.
  if (process.env.BUILT_TREE === root) return;
  const only = projects.length > 0 ? ['-p', ...projects] : [];
  const child = spawn(process.execPath, [NX, 'run-many', '-t', 'build', ...only], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NX_TUI: 'false', NX_DAEMON: 'false' },
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const timer = setTimeout(
    () => process.stderr.write('building what has changed (some 15 s the first time)\n'),
    SILENT_MS,
  );
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  if (code === 0) return;
  process.stderr.write(`${Buffer.concat(output)}\nthe build failed; the lines above say why\n`);
  process.exit(1);
}
