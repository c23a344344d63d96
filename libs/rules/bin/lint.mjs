#!/usr/bin/env node
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatFinding } from '../src/finding.mjs';
import { lintTree } from '../src/lint-tree.mjs';
import { ruleNames } from '../src/rule-names.mjs';

/**
 * `lint.mjs [--json] [root ...]` lints the repository, or each given root on its own; exits 1 when a rule is broken.
 * With --json it prints one array: {root, file, line, rule, message}. `--rules` prints the names of the house's rules.
 */
const args = process.argv.slice(2);
const json = args.includes('--json');
const named = args.filter((arg) => !arg.startsWith('--')).map((root) => resolve(root));
const roots = named.length > 0 ? named : [resolve(dirname(fileURLToPath(import.meta.url)), '../../..')];

if (args.includes('--rules')) {
  process.stdout.write(`${JSON.stringify(ruleNames())}\n`);
  process.exit(0);
}

const findings = [];
for (const root of roots) {
  for (const finding of await lintTree(root, { reset: roots.length > 1 })) findings.push({ root, ...finding });
}
if (json) process.stdout.write(`${JSON.stringify(findings)}\n`);
else for (const finding of findings) process.stdout.write(`${formatFinding(finding)}\n`);
if (!json) process.stdout.write(findings.length === 0 ? 'lint: clean\n' : `lint: ${findings.length} found\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
