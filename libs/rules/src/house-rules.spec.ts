import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

interface Finding {
  readonly root: string;
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

const LINT = fileURLToPath(new URL('../bin/lint.mjs', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));
const FOLDERS = readdirSync(FIXTURES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** Lint ends with 1 when it finds something; its output counts either way. */
async function lint(...args: string[]): Promise<{ stdout: string; code: number }> {
  try {
    return {
      stdout: (await promisify(execFile)(process.execPath, [LINT, ...args], { maxBuffer: 1 << 24 })).stdout,
      code: 0,
    };
  } catch (error) {
    const { stdout, code } = error as { stdout: string; code: number };
    return { stdout, code };
  }
}

const folderOf = (rule: string) => rule.replace(/^.*\//, '');
const twin = (folder: string, which: 'bad' | 'good') => `${FIXTURES}/${folder}/${which}`;

describe('rules of the house', () => {
  let findings: Finding[];
  let rules: string[];

  beforeAll(async () => {
    rules = JSON.parse((await lint('--rules')).stdout) as string[];
    const { stdout, code } = await lint(
      '--json',
      ...FOLDERS.flatMap((folder) => [twin(folder, 'bad'), twin(folder, 'good')]),
    );
    expect(code).toBe(1);
    findings = JSON.parse(stdout) as Finding[];
  }, 120_000);

  it('has a fixture for every rule and a rule for every fixture', () => {
    expect(rules.map(folderOf).sort()).toEqual([...FOLDERS].sort());
  });

  it.each(FOLDERS)('%s fires on its fixture, alone, and lets the good twin pass', (folder) => {
    const of = (which: 'bad' | 'good') => findings.filter(({ root }) => root === twin(folder, which));
    expect([...new Set(of('bad').map(({ rule }) => folderOf(rule)))]).toEqual([folder]);
    expect(of('good')).toEqual([]);
  });

  it.each([
    ['comment-width', 3],
    ['edge-only', 8],
    ['no-swallowed-error', 2],
    ['sql-role', 2],
    ['plain-names', 2],
    ['store-form', 2],
    ['rows-stay-in-stores', 2],
    ['branded-ids', 3],
    ['room-name', 2],
    ['consumer-role', 2],
    ['grpc-role', 2],
    ['http-role', 2],
    ['adapter-calls-use-case', 1],
    ['domain-is-pure', 2],
    ['no-folder-circles', 1],
  ])('%s finds each of the %i cases of its fixture', (folder, count) => {
    expect(findings.filter(({ root }) => root === twin(folder, 'bad'))).toHaveLength(count);
  });

  it('names file, line and rule, and ends with 1', async () => {
    const { stdout, code } = await lint(twin('services-stand-alone', 'bad'));
    expect(stdout.split('\n')[0]).toMatch(
      /^services\/scheduling\/src\/reminders\/reminder\.ts:1 services-stand-alone imports services\/contracts\/src\/terms\/term\.ts: /,
    );
    expect(code).toBe(1);
  }, 60_000);

  it('ends with 0 on a clean tree', async () => {
    expect(await lint(twin('services-stand-alone', 'good'))).toEqual({ stdout: 'lint: clean\n', code: 0 });
  }, 60_000);
});
