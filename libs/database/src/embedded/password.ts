import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * The superuser's password of a data folder, kept in `<dataDir>.password` (mode 0600) and made up on first use.
 * It appears by a hard link of a complete file, so that two first starts at once agree on one and a kill leaves no
 * half.
 */
export function passwordOf(dataDir: string): string {
  const file = `${dataDir}.password`;
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, randomBytes(24).toString('base64url'), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8').trim();
}
