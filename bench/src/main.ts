import { closeAll, removeLeftFolders } from './leavings.js';
import { benchArguments, HELP } from './bench-arguments.js';
import { runAll } from './run-all.js';

/** Interrupted: everything that runs is stopped in order first; a second time, at once (the watchdog then ends what is left). */
function stopOn(signal: NodeJS.Signals, code: number): void {
  process.once(signal, () => {
    process.stdout.write('\n… stopping\n');
    closeAll().then(() => process.exit(code), (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    });
  });
}

async function main(args: readonly string[]): Promise<number> {
  const read = benchArguments(args);
  if (read.kind === 'help') process.stdout.write(`${HELP}\n`);
  if (read.kind === 'wrong') process.stderr.write(`${read.why}\n\n${HELP}\n`);
  if (read.kind !== 'run') return read.kind === 'help' ? 0 : 2;
  stopOn('SIGINT', 130);
  stopOn('SIGTERM', 143);
  removeLeftFolders();
  try {
    await runAll(read.plan, (line) => process.stdout.write(`… ${line}\n`));
    return 0;
  } catch (error) {
    process.stderr.write(`\nthe bench failed: ${(error as Error).stack ?? String(error)}\n`);
    return 1;
  } finally {
    await closeAll();
  }
}

process.exitCode = await main(process.argv.slice(2));
