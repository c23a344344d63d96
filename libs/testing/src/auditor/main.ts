import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { audit } from './audit.js';
import { openSystem, type DatabaseUrls } from './open-system.js';
import { serve } from './serve.js';

const NAMES = ['contracts', 'scheduling', 'delivery', 'payments', 'events'] as const;
const HELP = `Checks what must always hold in the databases of a running system, and changes nothing.

  npm run audit-invariants

finds the databases of a running \`npm start\` under PERENNIAL_DATA (default .perennial/), or takes them from
${NAMES.map((name) => `${name.toUpperCase()}_DATABASE_URL`).join(', ')}.
  npm run audit-invariants -- --serve 9109

does so every 30 s and serves the gauge perennial_invariant_violations{invariant="…"} at /metrics.
Walk the sandbox clock to its target first: what is still on its way counts as missing. Ends with 1 when a promise is broken.`;

function urls(): DatabaseUrls | undefined {
  const given = NAMES.map((name) => [name, process.env[`${name.toUpperCase()}_DATABASE_URL`]] as const);
  if (given.every(([, url]) => url)) return Object.fromEntries(given) as DatabaseUrls;
  const file = join(resolve(process.env['PERENNIAL_DATA'] ?? '.perennial'), 'running.json');
  return existsSync(file) ? ((JSON.parse(readFileSync(file, 'utf8')) as { databases: DatabaseUrls }).databases) : undefined;
}

async function main(): Promise<number> {
  const found = urls();
  if (process.argv.includes('--help') || !found) {
    process.stdout.write(`${found ? '' : 'no running system was found.\n\n'}${HELP}\n`);
    return found ? 0 : 2;
  }
  const at = process.argv.indexOf('--serve');
  if (at > 0) return await serve(found, Number(process.argv[at + 1] ?? 9109));
  const { system, close } = await openSystem(found);
  try {
    const report = await audit(system);
    for (const { name, promise, violations } of report.verdicts) {
      process.stdout.write(`${violations.length === 0 ? 'holds ' : 'BROKEN'}  ${name.padEnd(20)} ${promise}\n`);
      for (const violation of violations.slice(0, 10)) process.stdout.write(`          ${violation}\n`);
      if (violations.length > 10) process.stdout.write(`          … and ${violations.length - 10} more\n`);
    }
    const broken = report.verdicts.filter(({ violations }) => violations.length > 0).length;
    process.stdout.write(`\n${report.accepted} messages accepted, ${report.uncertain} uncertain; ${report.verdicts.length - broken} of ${report.verdicts.length} promises hold\n`);
    return broken === 0 ? 0 : 1;
  } finally {
    await close();
  }
}

process.exitCode = await main();
