import { existsSync, readFileSync } from 'node:fs';
import type { Environment } from '@perennial/service/config/environment';

/**
 * Settings of delivery for a file of providers of one's own: the file, and the variables that it names. Nothing else of
 * the environment reaches a service of standalone. A file that is not there is refused by delivery, with its name.
 */
export function ownProviders(file: string | undefined, environment: Environment): Environment {
  if (file === undefined) return {};
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const names = [...text.matchAll(/\$\{([A-Z][A-Z0-9_]*)\}/g)].map(([, name = '']) => name);
  return { PROVIDERS_FILE: file, ...Object.fromEntries(names.map((name) => [name, environment[name]])) };
}
