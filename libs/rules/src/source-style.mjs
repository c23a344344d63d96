import { relative, sep } from 'node:path';
import { ESLint } from 'eslint';
import config from '../../../eslint.config.mjs';
import { roomsOf } from './source-tree.mjs';

/** @import { Finding } from './finding.mjs' */

/**
 * Runs ESLint with the configuration of the house over the rooms of `root`.
 * @param {string} root @returns {Promise<Finding[]>}
 */
export async function checkStyle(root) {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: config,
    errorOnUnmatchedPattern: false,
  });
  const results = await eslint.lintFiles(roomsOf(root).map((room) => `${room}/**/*.{ts,mjs,cjs,js}`));
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ line = 1, ruleId, message }) => ({
      file: relative(root, filePath).split(sep).join('/'),
      line,
      rule: ruleId ?? 'parse',
      message,
    })),
  );
}
