import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ownProviders } from './own-providers.js';

test("providers of one's own get the variables that their file names, and nothing else", () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-own-'));
  const path = join(folder, 'providers.yaml');
  writeFileSync(path, `credentials: { a: \${SMS_KEY}, b: \${SMS_OTHER} }`);
  expect(ownProviders(path, { SMS_KEY: 'x', DATABASE_URL: 'y' })).toEqual({
    PROVIDERS_FILE: path,
    SMS_KEY: 'x',
    SMS_OTHER: undefined,
  });
  expect(ownProviders('nowhere.yaml', {})).toEqual({ PROVIDERS_FILE: resolve('nowhere.yaml') });
  expect([ownProviders(undefined, {}), ownProviders('', {})]).toEqual([{}, {}]);
  rmSync(folder, { recursive: true });
});
