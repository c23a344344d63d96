import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where hand-written code lives; each is optional, so that a fixture needs only what it shows. */
export const ROOMS = ['libs', 'services', 'tools', 'bench', 'proto'];

const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.nx', '.git', '.perennial', 'results']);
const GENERATED = 'libs/proto/src/gen';
const FIXTURES = 'libs/rules/fixtures';

/** @param {string} root @returns {string[]} the rooms that `root` has */
export function roomsOf(root) {
  return ROOMS.filter((room) => existsSync(join(root, room)));
}

/** @param {string} root @returns {string[]} hand-written files, relative to `root`, with `/` */
export function sourceFiles(root) {
  return roomsOf(root).flatMap((room) => filesUnder(root, room));
}

/** @param {string} root @param {string} folder @returns {string[]} */
function filesUnder(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return NOT_OURS.has(entry.name) || path === GENERATED || path === FIXTURES ? [] : filesUnder(root, path);
  });
}
