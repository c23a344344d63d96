import config from '../../../eslint.config.mjs';
import { ARROW_RULES } from './arrows.mjs';
import { FORMAT_RULES } from './format.mjs';
import { STRUCTURE_RULES } from './structure.mjs';

/**
 * @returns {string[]} every rule that this house chose by name; the recommended sets of the tools are not among them
 */
export function ruleNames() {
  const chosen = config
    .filter(({ name }) => !name?.startsWith('typescript-eslint/'))
    .flatMap(({ rules = {} }) => Object.entries(rules).filter(([, setting]) => [setting].flat()[0] === 'error'))
    .map(([rule]) => rule);
  return [...new Set([...ARROW_RULES, ...STRUCTURE_RULES, ...FORMAT_RULES, ...chosen])].sort();
}
