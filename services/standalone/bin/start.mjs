/**
 * `npm start`: looks whether the ports are free, builds what has changed, then runs the standalone in this very
 * process, so that a signal meets the one who can stop in order.
 */
import { build } from '../../../libs/processes/bin/build.mjs';
import { refuseTakenPorts } from './refuse-taken-ports.mjs';

try {
  await refuseTakenPorts(process.env);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
await build(['standalone', 'libs/*', 'services/*', 'fake-providers']);
// npm's shell does not pass a SIGTERM on: when it is gone, the standalone stops in order instead of living on unseen.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 1_000).unref();
await import('../dist/main.js');
