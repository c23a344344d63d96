import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { queues } from './baseline-queues.js';
import { coldStart } from './cold-start.js';
import { fence } from './fence.js';
import type { Figure } from './figure.js';
import { lateness } from './lateness.js';
import { httpThroughput, smtpThroughput } from './throughput.js';

const BENCHMARKS = [httpThroughput, smtpThroughput, lateness, fence, coldStart, queues];
const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));

const HELP = `Measures Perennial on this machine; nothing is asserted.

  npm run bench                 everything
  npm run bench -- <name> ...   some of it

${BENCHMARKS.map(({ name, measures }) => `  ${name.padEnd(12)} ${measures}`).join('\n')}

BENCH_NODE_ARGS are given to node of the measured process, such as "--cpu-prof --cpu-prof-dir=/tmp".

Figures go to the screen as a table and to bench/results/ as JSON. Machines are noisy: compare ratios of one run.`;

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (names.includes('--help') || unknown.length > 0) {
    process.stdout.write(`${HELP}\n`);
    return names.includes('--help') ? 0 : 2;
  }
  const figures: Figure[] = [];
  for (const benchmark of BENCHMARKS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    figures.push(...(await benchmark.run((line) => process.stdout.write(`… ${line}\n`))));
  }
  const machine = { cores: cpus().length, model: cpus()[0]?.model ?? '', node: process.version, at: new Date().toISOString() };
  process.stdout.write(`\n${table(figures)}\n`);
  mkdirSync(RESULTS, { recursive: true });
  const file = join(RESULTS, `${machine.at.replaceAll(':', '-')}.json`);
  writeFileSync(file, JSON.stringify({ machine, figures }, null, 2));
  process.stdout.write(`\n${file}\n`);
  return 0;
}

function table(figures: readonly Figure[]): string {
  const row = (cells: readonly string[]): string => `${(cells[0] ?? '').padEnd(58)} ${(cells[1] ?? '').padStart(10)} ${(cells[2] ?? '').padEnd(16)} ${(cells[3] ?? '').padEnd(8)} ${cells[4] ?? ''}`.trimEnd();
  const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(3));
  return [row(['figure', 'value', 'unit', 'aim', 'note']), ...figures.map((f) => row([f.name, digits(f.value), f.unit, f.aim ?? '', f.note ?? '']))].join('\n');
}

process.exitCode = await main(process.argv.slice(2));
