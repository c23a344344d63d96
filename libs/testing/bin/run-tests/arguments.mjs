export const PHASES = ['lint', 'types', 'unit', 'int', 'e2e'];

/** @typedef {{ phases: string[], patterns: string[] }} Selection */

/**
 * `--only <phase>[,<phase>]` and path patterns, in any order. A pattern narrows the suites, so it leaves out lint and
 * types.
 * @param {string[]} args @returns {Selection}
 * @throws {Error} naming the argument that is not understood
 */
export function parseArguments(args) {
  const patterns = [];
  let only;
  for (let i = 0; i < args.length; i += 1) {
    const [flag, inline] = args[i].split('=', 2);
    if (flag === '--only') only = (inline ?? args[(i += 1)] ?? '').split(',');
    else if (flag.startsWith('-'))
      throw new Error(`unknown argument ${args[i]}; use --only ${PHASES.join('|')} or path patterns`);
    else patterns.push(args[i]);
  }
  const unknown = only?.find((phase) => !PHASES.includes(phase));
  if (unknown !== undefined) throw new Error(`--only takes ${PHASES.join(', ')}, not "${unknown}"`);
  const suites = PHASES.filter((phase) => patterns.length === 0 || (phase !== 'lint' && phase !== 'types'));
  return { phases: suites.filter((phase) => only?.includes(phase) ?? true), patterns };
}
