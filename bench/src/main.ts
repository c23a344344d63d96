import { closeAll, removeLeftFolders } from './leavings.js';
import { benchArguments, HELP } from './bench-arguments.js';
import { Results } from './results.js';
import { runAll } from './run-all.js';

/**
 * Interrupted: what was measured is kept and everything that runs is stopped in order; a second time, at once (the
 * watchdog then ends what is left).
 */
function stopOn(signal: NodeJS.Signals, code: number, results: Results): void {
  process.once(signal, () => {
    process.stdout.write('\n… stopping\n');
    results.keep();
    closeAll().then(
      () => process.exit(code),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  });
}

async function main(args: readonly string[]): Promise<number> {
  const read = benchArguments(args);
  if (read.kind === 'help') process.stdout.write(`${HELP}\n`);
  if (read.kind === 'wrong') process.stderr.write(`${read.why}\n\n${HELP}\n`);
  if (read.kind !== 'run') return read.kind === 'help' ? 0 : 2;
  const results = new Results();
  stopOn('SIGINT', 130, results);
  stopOn('SIGTERM', 143, results);
  removeLeftFolders();
  try {
    await runAll(read.plan, results, (line) => process.stdout.write(`… ${line}\n`));
    return 0;
  } catch (error) {
    process.stderr.write(`\nthe bench failed: ${(error as Error).stack ?? String(error)}\n`);
    return 1;
  } finally {
    await closeAll();
  }
}

process.exitCode = await main(process.argv.slice(2));
