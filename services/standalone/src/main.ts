import { resolve } from 'node:path';
import { noteRunningSystem } from '@perennial/events/running-system';
import { runMain } from '@perennial/service/boot/run-main';
import { startStandalone } from './start-standalone.js';
import { whatToTry } from './what-to-try.js';

const { stdout } = process;
/** Back to the first column, and nothing right of it. */
const CLEARED = stdout.isTTY ? '\r\u001b[K' : '';

const say = (line: string): void => void stdout.write(`${CLEARED}${line}\n`);
/** Where the output is a file, states that the next one replaces are left out. */
const show = (text: string): void => void (stdout.isTTY && stdout.write(`${CLEARED}${text}`));

await runMain(async () => {
  const running = await startStandalone(process.env, say, show);
  const forget = noteRunningSystem(running.config.PERENNIAL_DATA);
  say(whatToTry(running));
  return {
    stop: async () => {
      forget();
      await running.stop();
    },
    farewell: {
      stopping: `${CLEARED}stopping in order: a walk ends first, then every service. Ctrl-C again stops at once`,
      stopped: `${CLEARED}Goodbye. Everything is stopped; the data stay in ${resolve(running.config.PERENNIAL_DATA)}.`,
    },
  };
});
