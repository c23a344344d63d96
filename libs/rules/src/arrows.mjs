import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { folderCircles } from './folder-circles.mjs';
import { roomsOf } from './source-tree.mjs';

/** @import { Finding } from './finding.mjs' */

const config = createRequire(import.meta.url)('../../../.dependency-cruiser.cjs');
const INFRASTRUCTURE = /^libs\/database\/|\.store\.ts$|node_modules\/(@nestjs|pg|typeorm)\//;

export const ARROW_RULES = [...config.forbidden.map(({ name }) => name), 'no-folder-circles'];

/**
 * Checks who imports whom. Packages of ours resolve to their sources, so neither a build nor an install is needed.
 * @param {string} root @param {{ reset: boolean }} options reset: the resolver has seen another root before
 * @returns {Promise<Finding[]>}
 */
export async function checkArrows(root, { reset }) {
  const rooms = roomsOf(root).filter((room) => room !== 'proto');
  const { output } = await cruise(
    rooms,
    {
      baseDir: root,
      ruleSet: { forbidden: config.forbidden },
      validate: true,
      tsPreCompilationDeps: true,
      exclude: { path: '(^|/)dist/|^libs/rules/fixtures/' },
      doNotFollow: { path: 'node_modules' },
    },
    {
      alias: packagesOf(root),
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      bustTheCache: reset,
    },
  );
  const modules = new Map(output.modules.map((module) => [module.source, module]));
  const found = output.summary.violations
    .filter(
      (violation) =>
        violation.rule.name !== 'store-knows-no-caller' || touchesInfrastructure(modules.get(violation.to)),
    )
    .map((violation) => toFinding(root, violation, modules.get(violation.from)));
  return [...found, ...folderCircles(output.modules)];
}

/** @param {string} root @returns {Record<string, string>} package name to its sources */
function packagesOf(root) {
  const folders = ['libs', 'services', 'tools'].flatMap((room) =>
    existsSync(join(root, room))
      ? readdirSync(join(root, room)).map((name) => [name, join(root, room, name, 'src')])
      : [],
  );
  return Object.fromEntries(
    [...folders, ['bench', join(root, 'bench', 'src')]].map(([name, path]) => [`@perennial/${name}`, path]),
  );
}

function touchesInfrastructure(module) {
  return module?.dependencies.some(({ resolved }) => INFRASTRUCTURE.test(resolved)) ?? false;
}

/** @returns {Finding} */
function toFinding(root, violation, from) {
  const rule = config.forbidden.find(({ name }) => name === violation.rule.name);
  const written = from?.dependencies.find(({ resolved }) => resolved === violation.to)?.module ?? violation.to;
  const path = violation.cycle
    ? `through ${violation.cycle.map(({ name }) => name).join(' → ')}`
    : `imports ${violation.to}`;
  return {
    file: violation.from,
    line: lineOf(join(root, violation.from), written),
    rule: violation.rule.name,
    message: `${path}: ${rule.comment}`,
  };
}

/** @returns {number} the first line that names the import, 1 where it is not found as written */
function lineOf(path, specifier) {
  const lines = readFileSync(path, 'utf8').split('\n');
  return (
    Math.max(
      0,
      lines.findIndex((line) => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`)),
    ) + 1
  );
}
