import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import prettier from 'prettier';
import { sourceFiles } from './source-tree.mjs';

/** @import { Finding } from './finding.mjs' */

/** Names of the checks below, each with a fixture. */
export const FORMAT_RULES = ['formatted'];

const FORMATTED = /\.(ts|tsx|mjs|cjs|js|json|yaml|yml)$/;
const SETTINGS = fileURLToPath(new URL('../../../.prettierrc.json', import.meta.url));

/**
 * Whether each file is as Prettier writes it with the settings of the house.
 * @param {string} root @returns {Promise<Finding[]>}
 */
export async function checkFormat(root) {
  const settings = JSON.parse(readFileSync(SETTINGS, 'utf8'));
  const found = [];
  for (const file of sourceFiles(root).filter((path) => FORMATTED.test(path))) {
    const text = readFileSync(join(root, file), 'utf8');
    if (await prettier.check(text, { ...settings, filepath: file })) continue;
    found.push({ file, line: 1, rule: 'formatted', message: 'is not as the formatter writes it; `npm run format`' });
  }
  return found;
}
