import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @returns {string} a new folder for the files of this run; others may pass through it: PostgreSQL runs as a user of
 * its own under root
 */
export function makeScratch() {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-test-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** @param {string} folder */
export function removeScratch(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
