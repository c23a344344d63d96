/**
 * One broken rule in one place.
 * @typedef {{ file: string, line: number, rule: string, message: string }} Finding file is relative to the linted root,
 * line counts from 1
 */

/** @param {Finding} finding @returns {string} `file:line rule message`, which editors and CI make clickable */
export function formatFinding({ file, line, rule, message }) {
  return `${file}:${line} ${rule} ${message.replaceAll('\n', ' ')}`;
}

/** @param {Finding} a @param {Finding} b */
export function byPlace(a, b) {
  return a.file.localeCompare(b.file) || a.line - b.line || a.rule.localeCompare(b.rule);
}
