import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plan } from './bench-arguments.js';
import { rounded, type Figure, type SystemKind } from './figure.js';
import { closing } from './leavings.js';
import { ratios } from './ratios.js';
import { SIZES } from './sizes.js';
import type { WithSystem } from './system/bench-system.js';
import { openCluster } from './system/cluster-system.js';
import { openStandalone } from './system/standalone-system.js';

const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));
const OPEN = { standalone: openStandalone, cluster: openCluster } as const;

/** Runs a plan, prints the figures as a table and keeps them as JSON; what was measured is also kept when something fails later. */
export async function runAll({ baselines, benchmarks }: Plan, tell: (line: string) => void): Promise<void> {
  const figures: Figure[] = [];
  try {
    for (const baseline of baselines) figures.push(...(await baseline.run({ say: (line) => tell(`baseline: ${line}`) })));
    for (const { on, benchmark } of benchmarks) {
      const bench = { kind: on, withSystem: withSystem(on), say: (line: string) => tell(`${on}: ${benchmark.name}: ${line}`) };
      figures.push(...(await benchmark.run(bench)).map((figure) => (figure.name.startsWith('baseline') ? figure : { ...figure, on })));
    }
  } finally {
    if (figures.length > 0) keep([...figures, ...ratios(figures)]);
  }
}

function withSystem(kind: SystemKind): WithSystem {
  return async (options, work) => {
    const system = await OPEN[kind](options);
    return await closing(() => system.stop(), () => work(system));
  };
}

function keep(figures: readonly Figure[]): void {
  const machine = { cores: cpus().length, model: cpus()[0]?.model ?? '', node: process.version, at: new Date().toISOString(), sizes: SIZES };
  process.stdout.write(`\n${table(figures)}\n`);
  mkdirSync(RESULTS, { recursive: true });
  const file = join(RESULTS, `${machine.at.replaceAll(':', '-')}.json`);
  writeFileSync(file, JSON.stringify({ machine, figures }, null, 2));
  process.stdout.write(`\n${file}\n`);
}

function table(figures: readonly Figure[]): string {
  const row = (cells: readonly string[]): string => `${(cells[0] ?? '').padEnd(10)} ${(cells[1] ?? '').padEnd(72)} ${(cells[2] ?? '').padStart(8)} ${(cells[3] ?? '').padEnd(15)} ${(cells[4] ?? '').padEnd(8)} ${cells[5] ?? ''}`.trimEnd();
  return [row(['on', 'figure', 'value', 'unit', 'aim', 'note']), ...figures.map((f) => row([f.on ?? '', f.name, rounded(f.value), f.unit, f.aim ?? '', f.note ?? '']))].join('\n');
}
