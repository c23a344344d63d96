/** @import { Finding } from './finding.mjs' */

/** A file of a concept's folder; specs may look around. */
const IN_FOLDER = /^services\/([^/]+)\/src\/(?!migrations\/)([^/]+)\/(?!.*\.spec\.ts$).*\.ts$/;

/**
 * Services whose concept folders stand in an order, so that each can be read and changed without those that need it. A
 * service is added when it has no circle left; contracts has one, since a contract and its terms are one aggregate in
 * two folders.
 */
const ORDERED = new Set(['scheduling', 'delivery', 'payments', 'console']);

/**
 * Two folders of a service that need each other, directly or through others, are one concept in two places: what both
 * share belongs below them.
 * @param {{ source: string, dependencies: { resolved: string }[] }[]} modules @returns {Finding[]} one for each circle
 */
export function folderCircles(modules) {
  const folders = foldersOf(modules);
  const found = [];
  const seen = new Set();
  for (const folder of [...folders.keys()].sort()) {
    const circle = circleThrough(folder, folders);
    if (!circle || circle.some((name) => seen.has(name))) continue;
    circle.forEach((name) => seen.add(name));
    const names = [...circle, folder].map((name) => name.split('/').at(-1));
    const message = `folders in a circle: ${names.join(' → ')}; what they share belongs below them`;
    found.push({ file: folders.get(folder).get(circle[1]), line: 1, rule: 'no-folder-circles', message });
  }
  return found;
}

/** @returns {Map<string, Map<string, string>>} folder to the folders it needs, each with a file that does */
function foldersOf(modules) {
  const folders = new Map();
  for (const { source, dependencies } of modules) {
    const from = folderOf(source);
    if (!from) continue;
    const needs = folders.get(from) ?? new Map();
    folders.set(from, needs);
    for (const { resolved } of dependencies) {
      const to = folderOf(resolved);
      if (to && to !== from && to.split('/')[0] === from.split('/')[0]) needs.set(to, source);
    }
  }
  return folders;
}

/** @param {string} file @returns {string | undefined} `service/folder` */
function folderOf(file) {
  const [, service, folder] = IN_FOLDER.exec(file) ?? [];
  return service && ORDERED.has(service) ? `${service}/${folder}` : undefined;
}

/** @returns {string[] | undefined} the shortest way from a folder back to it, without its repetition at the end */
function circleThrough(start, folders) {
  const ways = [[start]];
  const visited = new Set();
  for (const way of ways) {
    for (const next of folders.get(way.at(-1))?.keys() ?? []) {
      if (next === start) return way;
      if (visited.has(next)) continue;
      visited.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}
