import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.mjs';
import { tallyOf } from './tally.mjs';

const LIMIT_MS = 30 * 60_000;

const SUITES = {
  unit: { match: '**/src/**/!(*.int|*.e2e).spec.ts', workers: '--maxWorkers=2' },
  int: { match: '**/src/**/*.int.spec.ts', workers: '--maxWorkers=3' },
  e2e: { match: '**/src/**/*.e2e.spec.ts', workers: '--maxWorkers=2' },
};

/**
 * One run of Jest.
 * @param {keyof typeof SUITES} phase @param {string[]} patterns path patterns, none for all
 * @param {{ root: string, scratch: string, env: NodeJS.ProcessEnv }} run
 * @returns {Promise<{ tally: import('./tally.mjs').Tally, note: string | undefined }>}
 */
export async function runJest(phase, patterns, { root, scratch, env }) {
  const { match, workers } = SUITES[phase];
  const resultFile = join(scratch, `${phase}.json`);
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const args = [
    '--experimental-vm-modules',
    jest,
    '--json',
    '--outputFile',
    resultFile,
    '--passWithNoTests',
    workers,
    '--testMatch',
    match,
    '--',
    ...patterns,
  ];
  const { code, killed } = await runChild(args, { cwd: root, env, limitMs: LIMIT_MS, resultFile });
  const result = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : undefined;
  return {
    tally: tallyOf(result, code === 0 && !killed),
    note: killed ?? (result ? undefined : `ended with code ${code} and no result`),
  };
}
