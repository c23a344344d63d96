import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rounded, type Figure } from './figure.js';
import { ratios } from './ratios.js';
import { SIZES } from './sizes.js';

const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));

/**
 * The figures of one run. They are printed as a table and kept as JSON once, also when something fails later or the run
 * is interrupted.
 */
export class Results {
  readonly #figures: Figure[] = [];

  constructor(
    private readonly folder = RESULTS,
    private readonly print: (text: string) => void = (text) => process.stdout.write(text),
  ) {}

  add(figures: readonly Figure[]): void {
    this.#figures.push(...figures);
  }

  keep(): void {
    const measured = this.#figures.splice(0);
    if (measured.length === 0) return;
    const figures = [...measured, ...ratios(measured)];
    const machine = {
      cores: cpus().length,
      model: cpus()[0]?.model ?? '',
      node: process.version,
      at: new Date().toISOString(),
      sizes: SIZES,
    };
    this.print(`\n${table(figures)}\n`);
    mkdirSync(this.folder, { recursive: true });
    const file = join(this.folder, `${machine.at.replaceAll(':', '-')}.json`);
    writeFileSync(file, JSON.stringify({ machine, figures }, null, 2));
    this.print(`\n${file}\n`);
  }
}

function table(figures: readonly Figure[]): string {
  const row = (cells: readonly string[]): string =>
    `${(cells[0] ?? '').padEnd(10)} ${(cells[1] ?? '').padEnd(72)} ${(cells[2] ?? '').padStart(8)} ${(cells[3] ?? '').padEnd(15)} ${(cells[4] ?? '').padEnd(8)} ${cells[5] ?? ''}`.trimEnd();
  return [
    row(['on', 'figure', 'value', 'unit', 'aim', 'note']),
    ...figures.map((f) => row([f.on ?? '', f.name, rounded(f.value), f.unit, f.aim ?? '', f.note ?? ''])),
  ].join('\n');
}
