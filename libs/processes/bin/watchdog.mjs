/**
 * Ends what its owner started, once the owner is gone, however it ended (kill -9 too): the owner holds standard input
 * open and writes `+<pid>` for a process that it started and `-<pid>` for one that has ended. End of input kills the
 * rest at once: a stopped process could not end itself, and this system must survive kill -9 anyway.
 */
import { createInterface } from 'node:readline';

const watched = new Set();

// A Ctrl-C is meant for the owner, who stops everything in order.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM']) process.on(signal, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) watched.add(pid);
  else watched.delete(pid);
});
lines.once('close', () => {
  for (const pid of watched) kill(pid);
});

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
