/**
 * `npm start`: builds what has changed, then runs the standalone in this very process, so that a signal meets the one
 * who can stop in order.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const nx = fileURLToPath(new URL('../../../node_modules/nx/dist/bin/nx.js', import.meta.url));

process.stdout.write('building what has changed (some 15 s the first time)\n');
const build = spawnSync(process.execPath, [nx, 'run-many', '-t', 'build', '-p', 'standalone', 'libs/*', 'services/*'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (build.status !== 0) {
  process.stderr.write(`${build.stdout}\n${build.stderr}\nthe build failed; the lines above say why\n`);
  process.exit(1);
}
// npm's shell does not pass a SIGTERM on: when it is gone, the standalone stops in order instead of living on unseen.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 1_000).unref();
await import('../dist/main.js');
