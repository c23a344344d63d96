import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Secret settings of a data folder on this machine (standalone, cluster), made on the first start and readable by its
 * owner only.
 */
export function dataFolderKeys(dataDir: string): Record<string, string> {
  const path = join(dataDir, 'keys.json');
  if (!existsSync(path)) {
    const key = (): string => randomBytes(32).toString('base64');
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(
      path,
      JSON.stringify(
        { LINK_SIGNING_KEYS: `k1:${key()}`, FIELD_ENCRYPTION_KEYS: `k1:${key()}`, ADDRESS_HMAC_KEY: key() },
        null,
        2,
      ),
      { mode: 0o600 },
    );
  }
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
}
