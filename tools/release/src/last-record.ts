import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The newest release record below `releases/`, by version; undefined before the first. @returns its absolute path */
export function lastRecord(repository: string): string | undefined {
  const releases = join(repository, 'releases');
  if (!existsSync(releases)) return undefined;
  const versions = readdirSync(releases).filter((name) => /^\d+\.\d+\.\d+$/.test(name));
  const newest = versions.sort(byVersion).at(-1);
  return newest === undefined ? undefined : join(releases, newest);
}

function byVersion(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  const place = [0, 1, 2].find((n) => left?.[n] !== right?.[n]);
  return place === undefined ? 0 : (left?.[place] ?? 0) - (right?.[place] ?? 0);
}
