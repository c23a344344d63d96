import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DRILLS } from './drills.js';
import { tableOf, type Row } from './row.js';
import { runDrills } from './run-drills.js';
import { removeStaleFolders } from './stale-folders.js';

const RESULTS = fileURLToPath(new URL('../../../.perennial-drill/', import.meta.url));

const HELP = `Breaks the system on purpose while load runs, and lets the auditor judge what became of it.

  npm run drill                    every drill, one after the other
  npm run drill -- <name> ...      some of them
  npm run drill -- --list          their names

Each runs on real Kafka and PostgreSQL with every service as its own process. Prints a table: messages lost, doubled and begun
after closing, and events out of order, must all be 0; uncertain are those of which nobody can know whether the provider took
them, and only as many as the fault explains. The table as JSON and the logs of the processes go to .perennial-drill/.
DRILL_OVERDUE is the size of the backlog of "overdue" (50000). Ends with 1 when a drill failed.`;

const say = (line: string): void => void process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);

async function main(args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = [
    ...args.filter((arg) => arg.startsWith('--') && !['--help', '--list'].includes(arg)),
    ...names.filter((name) => !DRILLS.some((drill) => drill.name === name)),
  ];
  if (unknown.length > 0) {
    process.stderr.write(`unknown: ${unknown.join(', ')}\n\n${HELP}\n`);
    return 2;
  }
  if (args.includes('--help')) return print(`${HELP}\n\n${list()}`);
  if (args.includes('--list')) return print(list());
  removeStaleFolders();
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort());
  const at = new Date().toISOString().replaceAll(':', '-');
  const folder = join(RESULTS, at);
  mkdirSync(folder, { recursive: true });
  const rows = await runDrills(
    DRILLS.filter(({ name }) => names.length === 0 || names.includes(name)),
    { folder, say, signal: stopped.signal },
  );
  writeFileSync(
    join(folder, 'drills.json'),
    JSON.stringify({ at, node: process.version, rows: rows.map(plain) }, null, 2),
  );
  print(`\n${tableOf(rows)}\n\n${join(folder, 'drills.json')}`);
  return stopped.signal.aborted ? 130 : rows.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

function list(): string {
  return DRILLS.map(({ name, about }) => `${name.padEnd(17)} ${about}`).join('\n');
}

/** JSON knows no Infinity. */
function plain(row: Row): object {
  return { ...row, recoverySeconds: row.recoverySeconds === Infinity ? 'never' : row.recoverySeconds };
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

// Not by itself: an interrupted drill may still wait for something.
process.exit(await main(process.argv.slice(2)));
