import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseUrls } from '@perennial/auditor/open-system';

/** Databases of the standalone that runs on a data folder. */
export function runningDatabases(dataDir: string): DatabaseUrls {
  return (JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as { databases: DatabaseUrls }).databases;
}
