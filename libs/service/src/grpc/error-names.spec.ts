import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ERROR_REASONS } from '@perennial/kernel/error-reasons';
import { FIELD_RULES } from '@perennial/kernel/field-rules';

const root = new URL('../../../../', import.meta.url);

/** Names in the first column of the tables under a heading. */
function documented(heading: string): string[] {
  const page = readFileSync(new URL('docs/errors.md', root), 'utf8');
  const [, section = ''] = page.split(`## ${heading}\n`);
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name as string);
}

/** All source text outside specs and the registries themselves. */
const code = execFileSync('git', ['ls-files', '*.ts'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && !/spec\.ts$|conformance|kernel\/src\/(error-reasons|field-rules)/.test(file))
  .map((file) => readFileSync(new URL(file, root), 'utf8'))
  .join('\n');

test.each([
  ['Reasons', ERROR_REASONS],
  ['Field rules', FIELD_RULES],
])('%s: document and code name the same, and the code uses each', (heading, names: readonly string[]) => {
  expect(documented(heading).sort()).toEqual([...names].sort());
  expect(names.filter((name) => !code.includes(`'${name}'`) && !new RegExp(`\\b${name}:`).test(code))).toEqual([]);
});
