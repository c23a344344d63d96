import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '@perennial/database/embedded/process-table';

export const FOLDER_PREFIX = 'perennial-drill-';

/** Removes the folders of drills that were killed: their servers have ended with them, their files stayed. */
export function removeStaleFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(FOLDER_PREFIX) ? Number(name.slice(FOLDER_PREFIX.length).split('-')[0]) : Number.NaN;
    if (Number.isInteger(owner) && owner > 0 && !isAlive(owner))
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
