import { runMain } from '@perennial/service/boot/run-main';
import { startStandalone } from './start-standalone.js';
import { whatToTry } from './what-to-try.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

await runMain(async () => {
  const running = await startStandalone(process.env, say);
  say(whatToTry(running));
  return running;
});
