import { checkArrows } from './arrows.mjs';
import { byPlace } from './finding.mjs';
import { checkFormat } from './format.mjs';
import { checkStyle } from './source-style.mjs';
import { checkStructure } from './structure.mjs';

/** @import { Finding } from './finding.mjs' */

/**
 * Everything the house asks of a source tree.
 * @param {string} root absolute path @param {{ reset?: boolean }} [options] reset: another root was linted before in
 * this process
 * @returns {Promise<Finding[]>} sorted by place
 */
export async function lintTree(root, { reset = false } = {}) {
  const style = await checkStyle(root);
  const arrows = await checkArrows(root, { reset });
  return [...checkStructure(root), ...(await checkFormat(root)), ...arrows, ...style].sort(byPlace);
}
