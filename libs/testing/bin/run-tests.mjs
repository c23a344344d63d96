#!/usr/bin/env node
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArguments } from './run-tests/arguments.mjs';
import { Run } from './run-tests/run.mjs';
import { isGreen, tallyLine } from './run-tests/tally.mjs';

/**
 * `npm test [-- --only lint|types|unit|int|e2e] [<path pattern> ...]`: everything that proves the product.
 * The last line is the sum; exits 1 when something failed or nothing ran.
 */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

function selectionOrExit() {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return process.exit(2);
  }
}

const selection = selectionOrExit();
const run = new Run(resolve(dirname(fileURLToPath(import.meta.url)), '../../..'));
for (const [signal, code] of Object.entries(SIGNALS)) {
  // Not `once`: libraries end the process when they find themselves the last listeners.
  process.on(signal, () => {
    process.stderr.write(`\n${signal}: stopping what this run started\n`);
    void run.end().finally(() => process.exit(code));
  });
}
try {
  await run.go(selection);
} finally {
  await run.end();
}
for (const note of run.notes) process.stdout.write(`\n${note}`);
process.stdout.write(`\n${tallyLine(run.tally)}\n`);
process.exitCode = isGreen(run.tally) ? 0 : 1;
