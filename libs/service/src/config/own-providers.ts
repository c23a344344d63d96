import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Environment } from './environment.js';

/**
 * Settings of delivery for a file of providers of one's own: the file, and the variables that it names. Nothing else of
 * the environment reaches a service that somebody starts for others. A file that is not there is refused by delivery,
 * with its name.
 */
export function ownProviders(file: string | undefined, environment: Environment): Environment {
  if (file === undefined || file === '') return {};
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const names = [...text.matchAll(/\$\{([A-Z][A-Z0-9_]*)\}/g)].map(([, name = '']) => name);
  return { PROVIDERS_FILE: resolve(file), ...Object.fromEntries(names.map((name) => [name, environment[name]])) };
}
